import { attributes } from '../../../wire/attributes.ts'
import type { Codec } from '../../../wire/codec.ts'
import { be32 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'
import { unionOf } from './expression-union.ts'
import { meta } from './meta.ts'
import { payload } from './payload.ts'

const types = oneWord(be32, { prefix: 'NFT_INNER_', header }, { vxlan: [1, 'VXLAN'], geneve: [2, 'GENEVE'] })
const flags = flagWords(
  be32,
  { prefix: 'NFT_INNER_', header },
  {
    hdrsize: [1, 'HDRSIZE'],
    link: [2, 'LL'],
    network: [4, 'NH'],
    transport: [8, 'TH'],
  },
)

/** What the kernel can look at inside a tunnel. */
const within = unionOf({ meta, payload })
const expression: Codec<Infer<typeof within>> = {
  json: within.json,
  parts: within.parts,
  decode: (view, at, length) => within.decode(view, at, length, 'ipv4'),
}

const data = attributes(
  { prefix: 'NFTA_INNER_', header },
  {
    num: [1, be32, 'NUM'],
    type: [2, types, 'TYPE'],
    flags: [3, flags, 'FLAGS'],
    hdrsize: [4, be32, 'HDRSIZE'],
    expression: [5, expression, 'EXPR'],
  },
)

/** An expression about the packet inside a tunnel's packet. Since 6.2. */
export const inner = { name: 'inner', data } as const satisfies ExpressionKind<unknown>
