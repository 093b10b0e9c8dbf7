import { openNetlink } from '../linux/socket.ts'
import { NetlinkConnection } from './connection.ts'

/** The netlink sockets of one visit to a namespace: each is opened when it is first asked for, in the namespace where the thread is then. */
export class Connections implements Disposable {
  readonly #opened = new Map<number, NetlinkConnection>()

  /** @param protocol NETLINK_*, linux/netlink.h. @throws KernelError */
  to(protocol: number): NetlinkConnection {
    const known = this.#opened.get(protocol)
    if (known !== undefined) return known
    const connection = new NetlinkConnection(openNetlink(protocol))
    this.#opened.set(protocol, connection)
    return connection
  }

  [Symbol.dispose](): void {
    for (const connection of this.#opened.values()) connection[Symbol.dispose]()
  }
}
