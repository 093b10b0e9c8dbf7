import { readText } from '../procfs/read.ts'
import { ipv4, ipv6 } from '../wire/addresses.ts'
import { DecodeError } from '../wire/error.ts'
import type { SocketPlace } from './read-sockets.ts'
import { type SocketRecord, socketStates } from './record.ts'

type Family = SocketRecord['family']

const words = new DataView(new ArrayBuffer(16))

/** Eight hexadecimal digits for each 32-bit word, which the kernel printed as a number of its own byte order. */
const addressOf = (digits: string): string => {
  for (let at = 0; at < digits.length; at += 8)
    words.setUint32(at / 2, Number.parseInt(digits.slice(at, at + 8), 16), true)
  return digits.length === 8 ? ipv4.decode(words, 0, 4) : ipv6.decode(words, 0, 16)
}

/**
 * `sl local:port remote:port st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ref pointer drops`
 * (raw_sock_seq_show, net/ipv4/raw.c): the local port is the IP protocol.
 */
const line =
  /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4} ([0-9A-F]{2}) ([0-9A-F]{8}):([0-9A-F]{8}) \S+ +\S+ +(\d+) +\S+ +(\d+) +\S+ +\S+ +(\d+) *$/

const socketIn = (netns: string, family: Family, text: string, index: number): SocketRecord => {
  const [whole, local = '', protocol = '', remote = '', state = '', sent = '', received = '', ...numbers] =
    line.exec(text) ?? []
  if (whole === undefined) throw new DecodeError(`no raw socket: ${JSON.stringify(text.slice(0, 200))}`, index)
  const [uid = 0, inode = 0, dropped = 0] = numbers.map(Number)
  const named = socketStates[Number.parseInt(state, 16) - 1] ?? String(Number.parseInt(state, 16))
  return {
    netns,
    protocol: 'raw',
    family,
    state: named,
    local: { address: addressOf(local), port: 0 },
    ...(named === 'established' ? { remote: { address: addressOf(remote), port: 0 } } : {}),
    ipProtocol: Number.parseInt(protocol, 16),
    receiveQueue: Number.parseInt(received, 16),
    sendQueue: Number.parseInt(sent, 16),
    dropped,
    uid,
    inode,
  }
}

/**
 * The raw sockets in a `/proc/PID/net/raw` or `raw6`.
 * @throws DecodeError whose offset is the number of the line
 */
export const parseRawSockets = (text: string, netns: string, family: Family): readonly SocketRecord[] =>
  text
    .split('\n')
    .slice(1)
    .flatMap((line, index) => (line === '' ? [] : [socketIn(netns, family, line, index + 1)]))

/** Raw sockets from procfs; none where there is no such file (a kernel without IPv6, a process that has gone). */
export const readRawSockets = ({ netns, files }: SocketPlace, family: Family): readonly SocketRecord[] => {
  const text = readText(`${files}/${family === 'ipv4' ? 'raw' : 'raw6'}`)
  return text.code === undefined ? parseRawSockets(text.value, netns, family) : []
}
