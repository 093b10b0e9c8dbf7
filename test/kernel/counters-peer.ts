/**
 * Run inside a namespace: makes sockets as its arguments say, prints `ready`, and keeps them.
 *   listen PORT BACKLOG hold|close   accepts; `close` ends a connection when the other side does, `hold` never
 *   connect HOST PORT COUNT hold|end opens connections; `end` sends a FIN at once
 *   bind HOST PORT                   a UDP socket
 *   send HOST PORT COUNT SIZE        sends datagrams and exits
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const ready = (): void => void process.stdout.write('ready\n')
const typeOf = (host: string): 'udp4' | 'udp6' => (host.includes(':') ? 'udp6' : 'udp4')
const connectWaitMs = 300

const commands: { readonly [name: string]: (...words: string[]) => Promise<void> } = {
  listen: async (port, backlog, how) => {
    const server = createServer({ allowHalfOpen: how === 'hold' }, (socket) => socket.on('error', () => {}).resume())
    server.listen({ port: Number(port), backlog: Number(backlog), host: '::' })
    await once(server, 'listening')
    ready()
  },
  connect: async (host = '', port, count, how) => {
    const opened = Array.from({ length: Number(count) }, async () => {
      const socket = connect({ host, port: Number(port), allowHalfOpen: true }).on('error', () => {})
      await once(socket, 'connect')
      socket.resume()
      if (how === 'end') socket.end()
    })
    // Some are never answered.
    await Promise.race([Promise.all(opened), new Promise((resolve) => setTimeout(resolve, connectWaitMs))])
    ready()
  },
  bind: async (host = '', port) => {
    const socket = createSocket(typeOf(host))
    socket.bind(Number(port), host)
    await once(socket, 'listening')
    ready()
  },
  send: async (host = '', port, count, size) => {
    const socket = createSocket(typeOf(host))
    const datagram = Buffer.alloc(Number(size))
    for (let n = 0; n < Number(count); n++)
      await new Promise<void>((resolve) => socket.send(datagram, Number(port), host, () => resolve()))
    ready()
    socket.close()
  },
}

if (import.meta.main) {
  const [name = '', ...words] = process.argv.slice(2)
  await commands[name]?.(...words)
}
