import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import type { RuleReference } from './rule-reference.ts'

/** Families of hooks (NFPROTO_*). Chains of `inet` run at the hooks of both. */
export type HookFamily = 'ip' | 'ip6' | 'arp' | 'bridge' | 'netdev'

export type HookName = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'egress' | 'brouting'

/** What the rules of a hook may look at (struct nf_hook_state with the packet). */
export interface Context {
  readonly trial: Trial
  readonly space: Space
  readonly packet: Packet
  readonly family: HookFamily
  readonly hook: HookName
  readonly in: Device | null
  readonly out: Device | null
  /** The rule that asks; for questions and blame. */
  readonly rule: RuleReference | null
}

/** Something that no snapshot tells, or that we do not understand: neither a match nor none. */
export interface Unknown {
  readonly unknown: string
}

/**
 * Whether a packet is matched. `hotdrop`: it is too broken to be looked at, or somebody plays tricks with fragments, so it is dropped
 * at once, whatever the rule would do (`par->hotdrop` of x_tables; expressions of nf_tables never say so themselves, but their `match`
 * may: nft_match_eval takes it for NF_DROP).
 */
export type Matched = boolean | 'hotdrop' | Unknown

/** How a packet leaves a hook (NF_*). `stolen`: somebody else has it now. */
export type HookVerdict = 'accept' | 'drop' | 'stolen'
