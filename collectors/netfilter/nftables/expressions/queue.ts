import { attributes } from '../../../wire/attributes.ts'
import { be16, be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(
  be16,
  { prefix: 'NFT_QUEUE_FLAG_', header },
  { bypass: [1, 'BYPASS'], fanout: [2, 'CPU_FANOUT'] },
)

const data = attributes(
  { prefix: 'NFTA_QUEUE_', header },
  {
    num: [1, be16, 'NUM'],
    total: [2, be16, 'TOTAL'],
    flags: [3, flags, 'FLAGS'],
    sregQnum: [4, be32, 'SREG_QNUM'],
  },
)

/** Gives the packet to a program in user space, through one of `total` queues from `num` on. */
export const queue = { name: 'queue', data } as const satisfies ExpressionKind<unknown>
