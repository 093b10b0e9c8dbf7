import { ipv6 } from '../../../wire/addresses.ts'
import { mapped } from '../../../wire/codec.ts'
import { u8, u16 } from '../../../wire/scalars.ts'
import { integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'
import { maskText } from '../mask-text.ts'
import { protocolText } from '../protocol-text.ts'
import { icmpText, icmpv6Names } from './bridge-icmp-text.ts'
import { icmpRangeShape, portsIn, portsShape, savePorts } from './bridge-ports.ts'

const header = 'linux/netfilter_bridge/ebt_ip6.h'

const fields = bits(u8, header, {
  source: [0x01, 'EBT_IP6_SOURCE'],
  destination: [0x02, 'EBT_IP6_DEST'],
  trafficClass: [0x04, 'EBT_IP6_TCLASS'],
  protocol: [0x08, 'EBT_IP6_PROTO'],
  sourcePort: [0x10, 'EBT_IP6_SPORT'],
  destinationPort: [0x20, 'EBT_IP6_DPORT'],
  icmpv6: [0x40, 'EBT_IP6_ICMP6'],
})

const info = struct(
  { name: 'ebt_ip6_info', header, size: 76 },
  {
    source: [0, ipv6, 'saddr'],
    destination: [16, ipv6, 'daddr'],
    sourceMask: [32, ipv6, 'smsk'],
    destinationMask: [48, ipv6, 'dmsk'],
    trafficClass: [64, u8, 'tclass'],
    protocol: [65, u8, 'protocol'],
    match: [66, fields, 'bitmask'],
    invert: [67, fields, 'invflags'],
    minSourcePort: [68, u16, 'sport[0]'],
    maxSourcePort: [70, u16, 'sport[1]'],
    minDestinationPort: [72, u16, 'dport[0]'],
    maxDestinationPort: [74, u16, 'dport[1]'],
    // A union with the ports.
    minIcmpType: [68, u8, 'icmpv6_type[0]'],
    maxIcmpType: [69, u8, 'icmpv6_type[1]'],
    minIcmpCode: [72, u8, 'icmpv6_code[0]'],
    maxIcmpCode: [73, u8, 'icmpv6_code[1]'],
  },
)

const shape = record({
  source: text,
  sourceMask: text,
  destination: text,
  destinationMask: text,
  trafficClass: integer,
  protocol: integer,
  ...portsShape,
  icmpv6: nullable(icmpRangeShape),
  /** What is compared. */
  match: fields,
  invert: fields,
})

const revision0 = mapped(info, shape, ({ match, invert, ...ip }) => ({
  source: ip.source,
  sourceMask: ip.sourceMask,
  destination: ip.destination,
  destinationMask: ip.destinationMask,
  trafficClass: ip.trafficClass,
  protocol: ip.protocol,
  ...portsIn(ip, match),
  icmpv6: match.icmpv6
    ? { minType: ip.minIcmpType, maxType: ip.maxIcmpType, minCode: ip.minIcmpCode, maxCode: ip.maxIcmpCode }
    : null,
  match,
  invert,
}))

/** `ip6` of ebtables: IPv6, and a little of what it carries. */
export const bridgeIp6 = extension({
  name: 'ip6',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ match, invert, icmpv6, ...ip }) => [
    ...(match.source ? bridgeOption('--ip6-src', invert.source, ip.source + maskText(ip.sourceMask)) : []),
    ...(match.destination
      ? bridgeOption('--ip6-dst', invert.destination, ip.destination + maskText(ip.destinationMask))
      : []),
    ...(match.trafficClass
      ? bridgeOption('--ip6-tclass', invert.trafficClass, `0x${hexByte(ip.trafficClass).toUpperCase()}`)
      : []),
    ...(match.protocol ? bridgeOption('--ip6-proto', invert.protocol, protocolText(ip.protocol)) : []),
    ...savePorts('--ip6', ip, invert),
    ...(icmpv6 ? bridgeOption('--ip6-icmp-type', invert.icmpv6, icmpText(icmpv6Names, icmpv6)) : []),
  ],
})
