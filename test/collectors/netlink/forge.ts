/**
 * Run in a child process inside a namespace: sends an rtnetlink answer of its own making to the port given as argument.
 * Prints `sent`, or the error number of the kernel.
 */
import { libc } from '../../../collectors/linux/libc.ts'

const AF_NETLINK = 16
const SOCK_RAW = 3

if (import.meta.main) {
  const c = libc()
  const fd = c.socket(AF_NETLINK, SOCK_RAW, 0)
  const address = Buffer.alloc(12)
  address.writeUInt16LE(AF_NETLINK, 0)
  address.writeUInt32LE(Number(process.argv[2]), 4)
  const answer = Buffer.from('1c0000005800020001000000000000000000000008000100e7030000', 'hex')
  const refused = c.connect(fd, address, address.length) < 0 || c.send(fd, answer, answer.length, 0) < 0
  console.log(refused ? c.errno() : 'sent')
}
