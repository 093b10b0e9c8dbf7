/** Listens on what its arguments say, `tcp ADDRESS PORT [v6only] [backlog=N]` each, answers datagrams, and says `ready`. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const listen = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const [protocol = '', host = '', portText = '', ...flags] = text.split(' ')
    const port = Number(portText)
    const ipv6Only = flags.includes('v6only')
    const isIpv6 = host.includes(':')
    if (protocol === 'udp') {
      const socket = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', ipv6Only })
      socket.on('message', (message, { port: to, address }) => socket.send(message, to, address))
      socket.on('error', reject)
      socket.bind(port, host, resolve)
      return
    }
    const backlog = Number(flags.find((flag) => flag.startsWith('backlog='))?.slice('backlog='.length) ?? 511)
    const server = createServer((connection) => connection.on('error', () => {}))
    server.on('error', reject)
    server.listen({ port, host, ipv6Only, backlog }, resolve)
  })

await Promise.all(process.argv.slice(2).map(listen))
process.stdout.write('ready\n')
