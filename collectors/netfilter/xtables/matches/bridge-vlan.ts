import { be16, u8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter_bridge/ebt_vlan.h'

const fields = bits(u8, header, {
  id: [1, 'EBT_VLAN_ID'],
  priority: [2, 'EBT_VLAN_PRIO'],
  encapsulated: [4, 'EBT_VLAN_ENCAP'],
})

const revision0 = struct(
  { name: 'ebt_vlan_info', header, size: 8 },
  {
    id: [0, u16, 'id'],
    priority: [2, u8, 'prio'],
    /** The EtherType behind the tag. */
    encapsulated: [4, be16, 'encap'],
    match: [6, fields, 'bitmask'],
    invert: [7, fields, 'invflags'],
  },
)

/** `vlan` of ebtables: an 802.1Q tag. */
export const bridgeVlan = extension({
  name: 'vlan',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ id, priority, encapsulated, match, invert }) => [
    ...(match.id ? bridgeOption('--vlan-id', invert.id, `${id}`) : []),
    ...(match.priority ? bridgeOption('--vlan-prio', invert.priority, `${priority}`) : []),
    ...(match.encapsulated
      ? bridgeOption('--vlan-encap', invert.encapsulated, encapsulated.toString(16).toUpperCase().padStart(4, '0'))
      : []),
  ],
})
