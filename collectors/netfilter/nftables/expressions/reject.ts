import { attributes } from '../../../wire/attributes.ts'
import { be32, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const types = oneWord(
  be32,
  { prefix: 'NFT_REJECT_', header },
  { icmp: [0, 'ICMP_UNREACH'], 'tcp-reset': [1, 'TCP_RST'], icmpx: [2, 'ICMPX_UNREACH'] },
)

const data = attributes(
  { prefix: 'NFTA_REJECT_', header },
  {
    type: [1, types, 'TYPE'],
    /** Of ICMP or ICMPv6 by the family of the table; for `icmpx` one of NFT_REJECT_ICMPX_*. */
    icmpCode: [2, u8, 'ICMP_CODE'],
  },
)

/** Drops the packet and tells the sender. */
export const reject = { name: 'reject', data } as const satisfies ExpressionKind<unknown>
