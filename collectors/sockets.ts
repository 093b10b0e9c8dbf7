import type { Collector } from './collector.ts'
import { NETLINK_SOCK_DIAG } from './linux/socket.ts'
import { readSockets } from './sockets/read-sockets.ts'
import { type SocketRecord, socketShape } from './sockets/record.ts'

/** Sockets to which somebody else may send: what listens, and all of UDP and raw ones. */
export const sockets: Collector<SocketRecord> = {
  shape: socketShape,
  from: 'inside',
  collect: (look) => {
    const settled = look.closely() ? undefined : look.memory.sockets.settled(look.netns)
    if (settled !== undefined) return settled
    const found = readSockets(look.connectionTo(NETLINK_SOCK_DIAG), {
      netns: look.netns,
      files: '/proc/thread-self/net',
    })
    look.memory.sockets.note(look.netns, found)
    return found
  },
}
