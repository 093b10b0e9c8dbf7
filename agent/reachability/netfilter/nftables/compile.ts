import type { NftChain, NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import { LeadingTests } from './leading-tests.ts'
import type { Operation } from './machine.ts'

export interface CompiledRule {
  readonly record: NftRule
  /** By the number of the expression; made when the first packet gets as far, which in most rules is not far. */
  readonly operations: Operation[]
}

/** A chain, whose rules are made ready as packets come to them. */
export interface CompiledChain {
  readonly rules: readonly CompiledRule[]
  readonly leading: LeadingTests
}

const chains = new WeakMap<NftChain, CompiledChain>()

export const compiledChain = (chain: NftChain): CompiledChain => {
  const known = chains.get(chain)
  if (known !== undefined) return known
  const rules = chain.rules.map((record): CompiledRule => ({ record, operations: [] }))
  const compiled = { rules, leading: new LeadingTests(chain.rules) }
  chains.set(chain, compiled)
  return compiled
}
