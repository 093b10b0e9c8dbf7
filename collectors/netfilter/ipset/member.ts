import { attributes, ignored } from '../../wire/attributes.ts'
import { expectLength, type FixedCodec } from '../../wire/codec.ts'
import { be16, be32, u8 } from '../../wire/scalars.ts'
import { type Infer, integer, record } from '../../wire/shape.ts'
import { cstring, hardwareAddress } from '../../wire/text.ts'
import { be64Count } from '../be64-count.ts'
import { setAddress } from './address.ts'
import { setFlags } from './flags.ts'

/** IPSET_ATTR_SKBMARK: the mark that the SET target gives to a packet, and which bits of it (ip_set_put_skbinfo). */
const skbMark: FixedCodec<{ readonly mark: number; readonly mask: number }> = {
  json: record({ mark: integer, mask: integer }).json,
  size: 8,
  decode: (view, at, length) => {
    expectLength(length, 8, at)
    return { mark: view.getUint32(at), mask: view.getUint32(at + 4) }
  },
}

/**
 * One member of a set. Which fields it has follows from the type of the set: `hash:ip,port,net` has `address`, `protocol`,
 * `port`, `address2` and `prefix2`. Without a prefix an address is a single one (of `hash:ip` with a netmask: a network of
 * that size).
 */
export const ipsetMember = attributes(
  { prefix: 'IPSET_ATTR_', header: 'linux/netfilter/ipset/ip_set.h' },
  {
    address: [1, setAddress, 'IP'],
    addressTo: [2, setAddress, 'IP_TO'],
    prefix: [3, u8, 'CIDR'],
    /** Of ICMP and ICMPv6: type * 256 + code. Of protocols without ports: 0. */
    port: [4, be16, 'PORT'],
    portTo: [5, be16, 'PORT_TO'],
    /** Seconds left; 0: for ever. Absent when the set knows no timeouts. */
    timeout: [6, be32, 'TIMEOUT'],
    protocol: [7, u8, 'PROTO'],
    /** `nomatch`, `physdev` (the port of a bridge), `wildcard` (names that begin so). */
    flags: [8, setFlags, 'CADT_FLAGS'],
    line: [9, ignored, 'LINENO'],
    mark: [10, be32, 'MARK'],
    markMask: [11, be32, 'MARKMASK'],
    hardwareAddress: [17, hardwareAddress, 'ETHER'],
    /** Another set, in a `list:set`. */
    set: [18, cstring, 'NAME'],
    beside: [19, cstring, 'NAMEREF'],
    address2: [20, setAddress, 'IP2'],
    prefix2: [21, u8, 'CIDR2'],
    address2To: [22, setAddress, 'IP2_TO'],
    interface: [23, cstring, 'IFACE'],
    bytes: [24, be64Count, 'BYTES'],
    packets: [25, be64Count, 'PACKETS'],
    comment: [26, cstring, 'COMMENT'],
    skbMark: [27, skbMark, 'SKBMARK'],
    /** A class of tc: major number * 65536 + minor number. */
    skbPriority: [28, be32, 'SKBPRIO'],
    skbQueue: [29, be16, 'SKBQUEUE'],
    padding: [30, ignored, 'PAD'],
  },
)
export type IpsetMember = Infer<typeof ipsetMember>
