import type { NftChain, NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import { operationOf } from './expressions/index.ts'
import type { Operation } from './machine.ts'

export interface CompiledRule {
  readonly record: NftRule
  /** Made when the first packet comes to the rule. */
  readonly operations: () => readonly Operation[]
}

const chains = new WeakMap<NftChain, readonly CompiledRule[]>()

/** The rules of a chain, ready for packets. */
export const compiledChain = (chain: NftChain): readonly CompiledRule[] => {
  const known = chains.get(chain)
  if (known !== undefined) return known
  const rules = chain.rules.map(compiledRule)
  chains.set(chain, rules)
  return rules
}

const compiledRule = (record: NftRule): CompiledRule => {
  let operations: readonly Operation[] | null = null
  return {
    record,
    operations: () => {
      operations ??= record.expressions.map(operationOf).filter((operation) => operation !== null)
      return operations
    },
  }
}
