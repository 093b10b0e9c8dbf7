import { attributes } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { be32 } from '../../wire/scalars.ts'
import { type Infer, optional, record, text } from '../../wire/shape.ts'
import { cstring } from '../../wire/text.ts'
import { be32Signed } from './be32-signed.ts'
import { flatHex } from './flat-hex.ts'
import { header } from './header.ts'
import { oneWord } from './words.ts'

/** enum nft_verdicts; the first four are those of netfilter (linux/netfilter.h). */
const codes = oneWord(
  be32Signed,
  { prefix: 'N', header },
  {
    drop: [0, 'F_DROP'],
    accept: [1, 'F_ACCEPT'],
    stolen: [2, 'F_STOLEN'],
    queue: [3, 'F_QUEUE'],
    continue: [-1, 'FT_CONTINUE'],
    break: [-2, 'FT_BREAK'],
    jump: [-3, 'FT_JUMP'],
    goto: [-4, 'FT_GOTO'],
    return: [-5, 'FT_RETURN'],
  },
)

/** A jump or a goto names its chain, also one without a name of its own (`__chain0`). */
export const verdictShape = record({ verdict: text, chain: optional(text) })
export type Verdict = Infer<typeof verdictShape>

const verdict = attributes(
  { prefix: 'NFTA_VERDICT_', header },
  { verdict: [1, codes, 'CODE'], chain: [2, cstring, 'CHAIN'], chainId: [3, be32, 'CHAIN_ID'] },
)

const table = attributes(
  { prefix: 'NFTA_DATA_', header },
  { value: [1, flatHex, 'VALUE'], verdict: [2, verdict, 'VERDICT'] },
)

/** What is put into a register, or is in a map: bytes in hexadecimal, or a verdict. */
export const data: Codec<string | Verdict> = {
  json: { anyOf: [text.json, verdictShape.json] },
  parts: [table],
  decode: (view, at, length) => {
    const { value, verdict: decision } = table.decode(view, at, length)
    const { verdict: word, chain } = decision ?? {}
    if (word !== undefined) return chain === undefined ? { verdict: word } : { verdict: word, chain }
    if (value === undefined) throw new DecodeError('neither a value nor a verdict', at)
    return value
  },
}

/** The same where the kernel only has values. */
export const dataValue: Codec<string> = {
  json: text.json,
  parts: [table],
  decode: (view, at, length) => {
    const value = data.decode(view, at, length)
    if (typeof value !== 'string') throw new DecodeError('a verdict where a value belongs', at)
    return value
  },
}
