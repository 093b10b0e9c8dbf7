import type { FirewallRule } from '../ruleset/record.ts'

/** A condition on one thing: `! -o br0` is `{ value: 'br0', not: true }`. */
export interface Condition<T> {
  readonly value: T
  readonly not: boolean
}

export interface PortRange {
  readonly first: number
  readonly last: number
}

/** Where a translated packet goes to, as far as the rule says it. */
export interface Translation {
  readonly kind: 'dnat' | 'snat' | 'masquerade' | 'redirect' | 'netmap'
  readonly address: string | null
  readonly port: number | null
}

/**
 * What a rule asks for and does, in one form for all tools that write rules. It serves to recognise rules and to say them
 * in words; no verdict is computed from it.
 */
export interface RuleFacts {
  readonly inInterface: Condition<string> | null
  readonly outInterface: Condition<string> | null
  /** `10.0.0.0/8`, or an address alone. */
  readonly source: Condition<string> | null
  readonly destination: Condition<string> | null
  /** `tcp`, `udp`, `icmp`, …; a number where it has no name. */
  readonly protocol: Condition<string> | null
  readonly sourcePorts: Condition<PortRange> | null
  readonly destinationPorts: Condition<PortRange> | null
  /** Lower case: `established`, `related`, `new`, `invalid`. */
  readonly states: Condition<readonly string[]> | null
  /** The address is one of this namespace's own. */
  readonly sourceIsLocal: boolean
  readonly destinationIsLocal: boolean
  /** Something else is asked for, too. */
  readonly more: boolean
  readonly effect: FirewallRule['effect']
  readonly leadsTo: readonly string[]
  readonly translation: Translation | null
}

export const noFacts: RuleFacts = {
  inInterface: null,
  outInterface: null,
  source: null,
  destination: null,
  protocol: null,
  sourcePorts: null,
  destinationPorts: null,
  states: null,
  sourceIsLocal: false,
  destinationIsLocal: false,
  more: false,
  effect: 'continue',
  leadsTo: [],
  translation: null,
}
