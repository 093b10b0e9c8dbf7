import { be16, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter_bridge/ebt_802_3.h'

const fields = bits(u8, header, { sap: [1, 'EBT_802_3_SAP'], type: [2, 'EBT_802_3_TYPE'] })

const revision0 = struct(
  { name: 'ebt_802_3_info', header, size: 6 },
  {
    /** Destination and source service access point: both are this. */
    sap: [0, u8, 'sap'],
    /** Of SNAP. */
    type: [2, be16, 'type'],
    match: [4, fields, 'bitmask'],
    invert: [5, fields, 'invflags'],
  },
)

/** `802_3` of ebtables: frames with an LLC header (IEEE 802.2). */
export const bridge8023 = extension({
  name: '802_3',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ sap, type, match, invert }) => [
    ...(match.sap ? bridgeOption('--802_3-sap', invert.sap, `0x${hexByte(sap)}`) : []),
    ...(match.type ? bridgeOption('--802_3-type', invert.type, `0x${type.toString(16).padStart(4, '0')}`) : []),
  ],
})
