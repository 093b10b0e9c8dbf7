/**
 * Sends single segments of full size, which no offloading hides: `serve PORT`, or `up|down ADDRESS PORT`. A client ends with 0 when
 * the bytes got through, and with 1 when they did not in time.
 */
import { connect, createServer, type Socket } from 'node:net'

/** What fits into an MTU of 1500 beside the headers of IPv4 and of TCP with timestamps. */
const segment = 1448
const patienceMs = 1500

/** One byte asks for a segment; a whole segment is thanked for by one byte. */
const serve = (port: number): void => {
  const answer = (socket: Socket): void => {
    let got = 0
    let answered = false
    socket.setNoDelay()
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      got += data.length
      if (answered || (got > 1 && got < segment)) return
      answered = true
      socket.write(Buffer.alloc(got === 1 ? segment : 1))
    })
  }
  createServer(answer).listen(port, '::', () => process.stdout.write('ready\n'))
}

const transfer = (isUp: boolean, address: string, port: number): void => {
  const end = (status: number): void => process.exit(status)
  setTimeout(() => end(1), patienceMs)
  let missing = isUp ? 1 : segment
  const socket = connect(port, address, () => socket.write(Buffer.alloc(isUp ? segment : 1)))
  socket.on('error', () => end(2))
  socket.on('data', (data) => {
    missing -= data.length
    if (missing <= 0) end(0)
  })
}

if (import.meta.main) {
  const [what = '', address = '', port = ''] = process.argv.slice(2)
  if (what === 'serve') serve(Number(address))
  else transfer(what === 'up', address, Number(port))
}
