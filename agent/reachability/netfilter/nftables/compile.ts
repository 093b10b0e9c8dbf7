import type { NftChain, NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import { remembered } from '../../../indexes/remembered.ts'
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

export const compiledChain = remembered(
  ({ rules }: NftChain): CompiledChain => ({
    rules: rules.map((record) => ({ record, operations: [] })),
    leading: new LeadingTests(rules),
  }),
)
