import { KernelError } from './errno.ts'
import { libc } from './libc.ts'

/** linux/socket.h, linux/in.h */
const AF_INET = 2
const AF_INET6 = 10
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000

/** A family of tables: the socket that it is asked through, and the number of its first option. */
interface Place {
  readonly domain: number
  /** IPPROTO_IP or IPPROTO_IPV6, linux/in.h */
  readonly level: number
  /** IPT_BASE_CTL and the like, linux/netfilter_ipv4/ip_tables.h, linux/netfilter_arp/arp_tables.h; EBT_BASE_CTL, linux/netfilter_bridge/ebtables.h */
  readonly base: number
  readonly name: string
}

const places = {
  ipv4: { domain: AF_INET, level: 0, base: 64, name: 'ip_tables' },
  ipv6: { domain: AF_INET6, level: 41, base: 64, name: 'ip6_tables' },
  arp: { domain: AF_INET, level: 0, base: 96, name: 'arp_tables' },
  bridge: { domain: AF_INET, level: 0, base: 128, name: 'ebtables' },
} as const satisfies { readonly [family: string]: Place }

export type TableFamily = keyof typeof places

/** IPT_SO_GET_INFO and IPT_SO_GET_ENTRIES, from the base. */
const questions = { info: 0, entries: 1 } as const

/**
 * A socket through whose options x_tables tells its tables, in the namespace where the thread was when it was opened.
 * An ordinary UDP socket will do; it is never bound and nothing is sent.
 */
export interface TableSocket extends Disposable {
  /**
   * Fills the kernel's answer into the buffer that holds the question.
   * @throws KernelError (EPERM without CAP_NET_ADMIN; EAGAIN when the table has another size by now)
   */
  readonly ask: (question: keyof typeof questions, buffer: Uint8Array) => void
}

/** @throws KernelError (EAFNOSUPPORT on a kernel without IPv6) */
export const openTableSocket = (family: TableFamily): TableSocket => {
  const c = libc()
  const { domain, level, base, name } = places[family]
  const fd = c.socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) throw new KernelError({ operation: `socket for ${name}`, errno: c.errno() })
  const length = Buffer.alloc(4)
  return {
    ask: (question, buffer) => {
      length.writeUInt32LE(buffer.length)
      if (c.getsockopt(fd, level, base + questions[question], buffer, length) < 0)
        throw new KernelError({ operation: `${name} ${question}`, errno: c.errno() })
    },
    [Symbol.dispose]: () => void c.close(fd),
  }
}
