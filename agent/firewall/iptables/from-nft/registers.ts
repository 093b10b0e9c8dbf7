import type { ExpressionOf } from './expression-of.ts'
import { ForeignRule, foreign } from './foreign.ts'

/** What a register holds. */
export type Loaded =
  | { readonly from: 'meta'; readonly key: string }
  | { readonly from: 'payload'; readonly base: string; readonly offset: number; readonly length: number }
  | { readonly from: 'value'; readonly data: string }

/** The same, and which bits of it are looked at, in hexadecimal; null: all. */
export type Masked = { readonly loaded: Loaded; readonly mask: string | null }

/** NFT_REG_1 to NFT_REG_4 are 16 bytes each; from NFT_REG32_00 on, the same memory by 4 bytes (enum nft_registers). */
const wordOf = (register: number): number => (register >= 8 ? register - 8 : 4 * (register - 1))

/** The registers of a rule, as far as iptables-nft uses them. */
export class Registers {
  readonly #held = new Map<number, Masked>()

  load(register: number | undefined, loaded: Loaded): void {
    if (register === undefined) throw new ForeignRule('it loads nowhere')
    this.#held.set(wordOf(register), { loaded, mask: null })
  }

  /** @param ahead so many bytes further on, each part of a concatenation taking whole words */
  get(register: number | undefined, ahead = 0): Masked {
    const held = register === undefined ? undefined : this.#held.get(wordOf(register) + Math.ceil(ahead / 4))
    return held ?? foreign('it looks at a register that nothing was loaded into')
  }

  mask({ sreg, dreg, op, mask, xor = '' }: ExpressionOf<'bitwise'>): void {
    const { loaded, mask: old } = this.get(sreg)
    const isPlain = (op === undefined || op === 'mask-xor') && mask !== undefined && /^0*$/.test(xor) && old === null
    if (!isPlain || dreg === undefined) throw new ForeignRule('it calculates with bits')
    this.#held.set(wordOf(dreg), { loaded, mask })
  }
}
