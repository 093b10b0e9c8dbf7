import { ipv4 } from '../../../wire/addresses.ts'
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
import { icmpNames, icmpText, igmpText } from './bridge-icmp-text.ts'
import { icmpRangeShape, portsIn, portsShape, rangeShape, savePorts } from './bridge-ports.ts'

const header = 'linux/netfilter_bridge/ebt_ip.h'

const fields = bits(u8, header, {
  source: [0x01, 'EBT_IP_SOURCE'],
  destination: [0x02, 'EBT_IP_DEST'],
  tos: [0x04, 'EBT_IP_TOS'],
  protocol: [0x08, 'EBT_IP_PROTO'],
  sourcePort: [0x10, 'EBT_IP_SPORT'],
  destinationPort: [0x20, 'EBT_IP_DPORT'],
  icmp: [0x40, 'EBT_IP_ICMP'],
  igmp: [0x80, 'EBT_IP_IGMP'],
})

const info = struct(
  { name: 'ebt_ip_info', header, size: 28 },
  {
    source: [0, ipv4, 'saddr'],
    destination: [4, ipv4, 'daddr'],
    sourceMask: [8, ipv4, 'smsk'],
    destinationMask: [12, ipv4, 'dmsk'],
    tos: [16, u8, 'tos'],
    protocol: [17, u8, 'protocol'],
    match: [18, fields, 'bitmask'],
    invert: [19, fields, 'invflags'],
    minSourcePort: [20, u16, 'sport[0]'],
    maxSourcePort: [22, u16, 'sport[1]'],
    minDestinationPort: [24, u16, 'dport[0]'],
    maxDestinationPort: [26, u16, 'dport[1]'],
    // Since Linux 4.17, a union with the ports.
    minIcmpType: [20, u8, 'icmp_type[0]'],
    maxIcmpType: [21, u8, 'icmp_type[1]'],
    minIcmpCode: [24, u8, 'icmp_code[0]'],
    maxIcmpCode: [25, u8, 'icmp_code[1]'],
    minIgmpType: [20, u8, 'igmp_type[0]'],
    maxIgmpType: [21, u8, 'igmp_type[1]'],
  },
)

const shape = record({
  source: text,
  sourceMask: text,
  destination: text,
  destinationMask: text,
  tos: integer,
  protocol: integer,
  ...portsShape,
  icmp: nullable(icmpRangeShape),
  igmp: nullable(rangeShape),
  /** What is compared. */
  match: fields,
  invert: fields,
})

const revision0 = mapped(info, shape, ({ match, invert, ...ip }) => ({
  source: ip.source,
  sourceMask: ip.sourceMask,
  destination: ip.destination,
  destinationMask: ip.destinationMask,
  tos: ip.tos,
  protocol: ip.protocol,
  ...portsIn(ip, match),
  icmp: match.icmp
    ? { minType: ip.minIcmpType, maxType: ip.maxIcmpType, minCode: ip.minIcmpCode, maxCode: ip.maxIcmpCode }
    : null,
  igmp: match.igmp ? { min: ip.minIgmpType, max: ip.maxIgmpType } : null,
  match,
  invert,
}))

/** `ip` of ebtables: IPv4, and a little of what it carries. */
export const bridgeIp = extension({
  name: 'ip',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ match, invert, icmp, igmp, ...ip }) => [
    ...(match.source ? bridgeOption('--ip-src', invert.source, ip.source + maskText(ip.sourceMask)) : []),
    ...(match.destination
      ? bridgeOption('--ip-dst', invert.destination, ip.destination + maskText(ip.destinationMask))
      : []),
    ...(match.tos ? bridgeOption('--ip-tos', invert.tos, `0x${hexByte(ip.tos).toUpperCase()}`) : []),
    ...(match.protocol ? bridgeOption('--ip-proto', invert.protocol, protocolText(ip.protocol)) : []),
    ...savePorts('--ip', ip, invert),
    ...(icmp ? bridgeOption('--ip-icmp-type', invert.icmp, icmpText(icmpNames, icmp)) : []),
    ...(igmp ? bridgeOption('--ip-igmp-type', invert.igmp, igmpText(igmp.min, igmp.max)) : []),
  ],
})
