import { KernelError } from '../../linux/errno.ts'
import type { NetlinkConnection } from '../../netlink/connection.ts'
import { nfgenmsgBytes } from '../nfnetlink.ts'
import { ipsetProtocol } from './messages.ts'

/** IPSET_ATTR_PROTOCOL, linux/netfilter/ipset/ip_set.h */
const IPSET_ATTR_PROTOCOL = 1
/** 7 came with 4.20 and says each set's index; 6 is what every kernel before speaks. */
const newest = 7
const oldest = 6
/** asm-generic/errno.h */
const EINVAL = 22
const EPROTONOSUPPORT = 93

const header = nfgenmsgBytes(0)

/** A version of ipset's protocol, as the attribute that every question needs. */
export const protocolAttribute = (version: number): readonly [type: number, payload: Uint8Array] => [
  IPSET_ATTR_PROTOCOL,
  Uint8Array.of(version),
]

/**
 * The version of ipset's protocol to speak with this kernel.
 * @throws KernelError: EPROTONOSUPPORT without CONFIG_IP_SET, or when the kernel speaks only newer versions; DecodeError
 */
export const askIpsetProtocol = (connection: NetlinkConnection): number => {
  const { protocol = oldest, minimum = protocol } = askVersions(connection) ?? {}
  const version = Math.min(protocol, newest)
  if (version >= minimum && version >= oldest) return version
  throw unsupported(`the kernel speaks versions ${minimum} to ${protocol}, netloupe ${oldest} to ${newest}`)
}

const askVersions = (connection: NetlinkConnection): ReturnType<typeof ipsetProtocol.decode> | null => {
  try {
    return connection.ask(ipsetProtocol, { header, attributes: [protocolAttribute(newest)] })
  } catch (error) {
    // Nobody answers for this subsystem of nfnetlink.
    throw error instanceof KernelError && error.errno === EINVAL ? unsupported('this kernel has no ip_set') : error
  }
}

const unsupported = (detail: string): KernelError =>
  new KernelError({ operation: 'ipset protocol', errno: EPROTONOSUPPORT, detail })
