import { attributes, ignored } from '../../wire/attributes.ts'
import { be16, be32, u8 } from '../../wire/scalars.ts'
import { setAddress } from './address.ts'
import { setFlags } from './flags.ts'

/** How a set was made, and how much it holds: IPSET_ATTR_DATA of a listing. */
export const setOptions = attributes(
  { prefix: 'IPSET_ATTR_', header: 'linux/netfilter/ipset/ip_set.h' },
  {
    /** First and last address of a bitmap. */
    address: [1, setAddress, 'IP'],
    addressTo: [2, setAddress, 'IP_TO'],
    prefix: [3, ignored, 'CIDR'],
    /** First and last port of a `bitmap:port`. */
    port: [4, be16, 'PORT'],
    portTo: [5, be16, 'PORT_TO'],
    /** Seconds that a member lives that is added without a word about it; 0: for ever. Absent: members do not time out. */
    timeout: [6, be32, 'TIMEOUT'],
    protocol: [7, ignored, 'PROTO'],
    /** `counters`, `comment`, `forceadd` (a full set forgets a member for the new one), `skbinfo`. */
    flags: [8, setFlags, 'CADT_FLAGS'],
    line: [9, ignored, 'LINENO'],
    mark: [10, ignored, 'MARK'],
    markMask: [11, be32, 'MARKMASK'],
    /** Since 6.2: which bits of an address count. */
    bitmask: [12, setAddress, 'BITMASK'],
    /** Of the hash, random; shown since 5.11. */
    initialValue: [17, be32, 'INITVAL'],
    hashSize: [18, be32, 'HASHSIZE'],
    maximum: [19, be32, 'MAXELEM'],
    netmask: [20, u8, 'NETMASK'],
    bucketSize: [21, u8, 'BUCKETSIZE'],
    resize: [22, ignored, 'RESIZE'],
    size: [23, be32, 'SIZE'],
    /** Members; those that timed out a moment ago may still count. Since 4.10. */
    elementCount: [24, be32, 'ELEMENTS'],
    /** Rules and lists that use the set. */
    references: [25, be32, 'REFERENCES'],
    /** Bytes. */
    memory: [26, be32, 'MEMSIZE'],
  },
)
