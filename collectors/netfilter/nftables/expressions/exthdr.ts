import { attributes } from '../../../wire/attributes.ts'
import { be32, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(be32, { prefix: 'NFT_EXTHDR_F_', header }, { present: [1, 'PRESENT'] })
const operations = oneWord(
  be32,
  { prefix: 'NFT_EXTHDR_OP_', header },
  { ipv6: [0, 'IPV6'], tcpopt: [1, 'TCPOPT'], ipv4: [2, 'IPV4'], sctp: [3, 'SCTP'], dccp: [4, 'DCCP'] },
)

const data = attributes(
  { prefix: 'NFTA_EXTHDR_', header },
  {
    dreg: [1, be32, 'DREG'],
    /** Number of the header, the option or the chunk. */
    type: [2, u8, 'TYPE'],
    offset: [3, be32, 'OFFSET'],
    length: [4, be32, 'LEN'],
    flags: [5, flags, 'FLAGS'],
    op: [6, operations, 'OP'],
    sreg: [7, be32, 'SREG'],
  },
)

/** Bytes of an extension header or an option into a register, or of a register into it; with neither, the option is removed. */
export const exthdr = { name: 'exthdr', data } as const satisfies ExpressionKind<unknown>
