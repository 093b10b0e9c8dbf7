import { ipv4, ipv6 } from '../../wire/addresses.ts'
import { attributes } from '../../wire/attributes.ts'
import { type Codec, littleEndian } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { text } from '../../wire/shape.ts'

const IPSET_ATTR_IPADDR_IPV4 = 1
const table = attributes(
  { prefix: 'IPSET_ATTR_IPADDR_', header: 'linux/netfilter/ipset/ip_set.h' },
  { ipv4: [IPSET_ATTR_IPADDR_IPV4, ipv4, 'IPV4'], ipv6: [2, ipv6, 'IPV6'] },
)
/** struct nlattr */
const headerSize = 4
const ipv4Length = headerSize + 4

/** An address, nested in an attribute that says its family. Every member has one: IPv4 is read without the table. */
export const setAddress: Codec<string> = {
  json: text.json,
  parts: [table],
  decode: (view, at, length) => {
    const alone = length === ipv4Length && view.getUint16(at, littleEndian) === ipv4Length
    if (alone && view.getUint8(at + 2) === IPSET_ATTR_IPADDR_IPV4) return ipv4.decode(view, at + headerSize, 4)
    const decoded = table.decode(view, at, length)
    const address = decoded.ipv4 ?? decoded.ipv6
    if (address === undefined) throw new DecodeError('an address of neither IPv4 nor IPv6', at)
    return address
  },
}
