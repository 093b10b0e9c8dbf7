import { ipv4 } from '../../../wire/addresses.ts'
import { be16, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { macText } from '../mac-text.ts'
import { maskText } from '../mask-text.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_bridge/ebt_arp.h'

const fields = bits(u8, header, {
  opcode: [0x01, 'EBT_ARP_OPCODE'],
  hardwareType: [0x02, 'EBT_ARP_HTYPE'],
  protocolType: [0x04, 'EBT_ARP_PTYPE'],
  source: [0x08, 'EBT_ARP_SRC_IP'],
  destination: [0x10, 'EBT_ARP_DST_IP'],
  sourceMac: [0x20, 'EBT_ARP_SRC_MAC'],
  destinationMac: [0x40, 'EBT_ARP_DST_MAC'],
  gratuitous: [0x80, 'EBT_ARP_GRAT'],
})

const revision0 = struct(
  { name: 'ebt_arp_info', header, size: 52 },
  {
    hardwareType: [0, be16, 'htype'],
    protocolType: [2, be16, 'ptype'],
    opcode: [4, be16, 'opcode'],
    source: [8, ipv4, 'saddr'],
    sourceMask: [12, ipv4, 'smsk'],
    destination: [16, ipv4, 'daddr'],
    destinationMask: [20, ipv4, 'dmsk'],
    sourceMac: [24, macAddress, 'smaddr'],
    sourceMacMask: [30, macAddress, 'smmsk'],
    destinationMac: [36, macAddress, 'dmaddr'],
    destinationMacMask: [42, macAddress, 'dmmsk'],
    match: [48, fields, 'bitmask'],
    invert: [49, fields, 'invflags'],
  },
)

/** From opcode 1 (ARPOP_REQUEST) on. */
const opcodes = [
  'Request',
  'Reply',
  'Request_Reverse',
  'Reply_Reverse',
  'DRARP_Request',
  'DRARP_Reply',
  'DRARP_Error',
  'InARP_Request',
  'ARP_NAK',
]

/** `arp` of ebtables: ARP and RARP. */
export const bridgeArp = extension({
  name: 'arp',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ match, invert, ...arp }) => [
    ...(match.opcode ? bridgeOption('--arp-op', invert.opcode, opcodes[arp.opcode - 1] ?? `${arp.opcode}`) : []),
    ...(match.hardwareType ? bridgeOption('--arp-htype', invert.hardwareType, `${arp.hardwareType}`) : []),
    ...(match.protocolType
      ? bridgeOption('--arp-ptype', invert.protocolType, `0x${arp.protocolType.toString(16)}`)
      : []),
    ...(match.source ? bridgeOption('--arp-ip-src', invert.source, arp.source + maskText(arp.sourceMask)) : []),
    ...(match.destination
      ? bridgeOption('--arp-ip-dst', invert.destination, arp.destination + maskText(arp.destinationMask))
      : []),
    ...(match.sourceMac
      ? bridgeOption('--arp-mac-src', invert.sourceMac, macText(arp.sourceMac, arp.sourceMacMask))
      : []),
    ...(match.destinationMac
      ? bridgeOption('--arp-mac-dst', invert.destinationMac, macText(arp.destinationMac, arp.destinationMacMask))
      : []),
    ...(match.gratuitous ? option(invert.gratuitous, '--arp-gratuitous') : []),
  ],
})
