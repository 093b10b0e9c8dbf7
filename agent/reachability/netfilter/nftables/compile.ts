import type { NftChain, NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import type { Operation } from './machine.ts'

export interface CompiledRule {
  readonly record: NftRule
  /** By the number of the expression; made when the first packet gets as far, which in most rules is not far. */
  readonly operations: Operation[]
}

const chains = new WeakMap<NftChain, readonly CompiledRule[]>()

/** The rules of a chain, which are made ready as packets come to them. */
export const compiledChain = (chain: NftChain): readonly CompiledRule[] => {
  const known = chains.get(chain)
  if (known !== undefined) return known
  const rules = chain.rules.map((record): CompiledRule => ({ record, operations: [] }))
  chains.set(chain, rules)
  return rules
}
