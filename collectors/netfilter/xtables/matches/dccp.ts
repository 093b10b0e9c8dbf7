import { u8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { comparedPortOptions, ports } from '../port-range.ts'

const header = 'linux/netfilter/xt_dccp.h'

const parts = bits(u16, header, {
  sourcePorts: [1, 'XT_DCCP_SRC_PORTS'],
  destinationPorts: [2, 'XT_DCCP_DEST_PORTS'],
  types: [4, 'XT_DCCP_TYPE'],
  option: [8, 'XT_DCCP_OPTION'],
})

const info = struct(
  { name: 'xt_dccp_info', header, size: 15 },
  {
    destinationPorts: [0, ports, 'dpts'],
    sourcePorts: [4, ports, 'spts'],
    /** What is compared. */
    match: [8, parts, 'flags'],
    invert: [10, parts, 'invflags'],
    /** A bit for each packet type (RFC 4340, section 5.1); those from 10 on are invalid ones. */
    types: [12, u16, 'typemask'],
    option: [14, u8, 'option'],
  },
)

const typeNames = 'REQUEST RESPONSE DATA ACK DATAACK CLOSEREQ CLOSE RESET SYNC SYNCACK INVALID'.split(' ')

const typesText = (mask: number): string => typeNames.filter((_, i) => (mask & (1 << i)) !== 0).join(',')

/** `-m dccp`: ports, packet types and options of DCCP. */
export const dccp = extension({
  name: 'dccp',
  revisions: { 0: info },
  save: ({ match, invert, types, option: number, ...ports }) => [
    ...comparedPortOptions({ ...ports, match, invert }),
    ...(match.types ? option(invert.types, '--dccp-types', typesText(types)) : []),
    ...(match.option ? option(invert.option, '--dccp-option', `${number}`) : []),
  ],
})
