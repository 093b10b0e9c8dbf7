import type { Count } from '../../../collectors/wire/shape.ts'
import type { RuleFacts } from '../facts/facts.ts'
import type { FirewallChain, FirewallTable } from './record.ts'

/** A rule as it stands in the kernel, read but not yet named: nothing here depends on containers or networks. */
export interface AnalysedRule {
  readonly number: number
  readonly handle: Count | null
  /** Without what the rule has counted: the same as long as the rule is. */
  readonly text: string
  readonly comment?: string
  readonly packets: Count | null
  readonly bytes: Count | null
  readonly facts: RuleFacts
  /** Of what nf_tables holds: in the form of libnftables-json(5), made when asked for. */
  readonly statements?: () => readonly unknown[]
}

export interface AnalysedChain {
  readonly name: string
  readonly base: FirewallChain['base']
  readonly rules: readonly AnalysedRule[]
}

export interface AnalysedTable {
  readonly backend: FirewallTable['backend']
  readonly family: FirewallTable['family']
  readonly name: string
  readonly chains: readonly AnalysedChain[]
  /** Sets and the like of nf_tables, in that form. */
  readonly objects: () => readonly unknown[]
}
