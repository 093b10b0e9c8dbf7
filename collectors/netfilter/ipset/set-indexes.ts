import { KernelError } from '../../linux/errno.ts'
import { libc } from '../../linux/libc.ts'

/** asm-generic/fcntl.h, linux/socket.h, linux/in.h */
const AF_INET = 2
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const SOL_IP = 0
/** linux/netfilter/ipset/ip_set.h */
const SO_IP_SET = 83
const IP_SET_OP_GET_BYNAME = 6
const IPSET_PROTOCOL_MIN = 6
const IPSET_MAXNAMELEN = 32
const IPSET_INVALID_ID = 65535
/** struct ip_set_req_get_set: operation, version, and a union of name and index. */
const setAt = 8
const requestSize = setAt + IPSET_MAXNAMELEN

/** Tells by which number rules mean a set. */
export interface SetIndexes extends Disposable {
  /** Null when there is no set of this name. @throws KernelError (needs CAP_NET_ADMIN) */
  readonly indexOf: (name: string) => number | null
}

/**
 * The way in which iptables itself asks, for kernels before 4.20: an option of a socket of the namespace where the thread is now.
 * @throws KernelError
 */
export const openSetIndexes = (): SetIndexes => {
  const c = libc()
  const fd = c.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) throw new KernelError({ operation: 'socket(AF_INET)', errno: c.errno() })
  return { indexOf: (name) => ask(fd, name), [Symbol.dispose]: () => void c.close(fd) }
}

const ask = (fd: number, name: string): number | null => {
  const bytes = Buffer.from(name)
  if (bytes.length >= IPSET_MAXNAMELEN) return null
  const request = Buffer.alloc(requestSize)
  request.writeUInt32LE(IP_SET_OP_GET_BYNAME, 0)
  request.writeUInt32LE(IPSET_PROTOCOL_MIN, 4)
  request.set(bytes, setAt)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(requestSize)
  if (libc().getsockopt(fd, SOL_IP, SO_IP_SET, request, length) !== 0)
    throw new KernelError({ operation: 'getsockopt(SO_IP_SET)', errno: libc().errno() })
  const index = request.readUInt16LE(setAt)
  return index === IPSET_INVALID_ID ? null : index
}
