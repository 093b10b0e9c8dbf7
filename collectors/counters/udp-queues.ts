import type { NetnsId } from '../collector.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { eachSocket, everyState, IPPROTO } from '../sockets/each-socket.ts'
import type { UdpQueues } from './record.ts'
import { socket } from './socket-message.ts'

/** INET_DIAG_SKMEMINFO: for the packets that a full queue lost. */
const withMemory = 1 << (7 - 1)

const families = [
  ['ipv4', 2],
  ['ipv6', 10],
] as const

/**
 * UDP sockets of the namespace that the connection (NETLINK_SOCK_DIAG) is in, and what waits in their queues, in bytes of
 * memory; a record for each address family.
 * @throws KernelError, DecodeError
 */
export const readUdpQueues = (connection: NetlinkConnection, netns: NetnsId): readonly UdpQueues[] =>
  families.map(([name, family]) => {
    const sum = { sockets: 0, receiveQueueBytes: 0, sendQueueBytes: 0, dropped: 0 }
    const question = { family, protocol: IPPROTO.udp, states: everyState, extensions: withMemory }
    eachSocket(connection, socket, question, ({ receiveQueue, sendQueue, socketMemory }) => {
      sum.sockets++
      sum.receiveQueueBytes += receiveQueue
      sum.sendQueueBytes += sendQueue
      // The table reads signed numbers.
      sum.dropped += (socketMemory?.drops ?? 0) >>> 0
    })
    return { netns, family: name, ...sum }
  })
