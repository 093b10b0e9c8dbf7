import type { NftChain, NftRule, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import { ETH_P_IP, ETH_P_IPV6, type Packet } from '../../packet/packet.ts'
import type { LossReason } from '../../trial.ts'
import type { Context } from '../context.ts'
import type { RuleReference } from '../rule-reference.ts'
import type { Registers } from './registers.ts'

/** What ends a rule, beside a match that fails (the verdict register). */
export interface Decision {
  readonly verdict: 'accept' | 'drop' | 'stolen' | 'continue' | 'jump' | 'goto' | 'return'
  /** Where a jump or a goto leads. */
  readonly chain: string | null
  /** Why a dropped packet ends; null where whoever dropped it has told so. */
  readonly loss: LossReason | null
}

/** Null: the next expression. `break`: the rule does not match (NFT_BREAK). */
export type Outcome = null | 'break' | Decision

/** An expression, made ready for packets. */
export type Operation = (machine: Machine) => Outcome

/** One run of a base chain with all that it jumps to (nft_do_chain, net/netfilter/nf_tables_core.c). */
export interface Machine {
  readonly state: Omit<Context, 'rule'>
  readonly packet: Packet
  readonly table: NftTable
  readonly registers: Registers
  /** NFPROTO_* of the hook (nft_pf). */
  readonly protocolFamily: number
  /** The transport header is known (NFT_PKTINFO_L4PROTO). */
  readonly hasTransport: boolean
  /** Not the first fragment (`fragoff`): no transport header is in it. */
  readonly isLaterFragment: boolean
  chain: NftChain
  /** Null: the policy. */
  rule: NftRule | null
  /** From 1. */
  number: number
  /** The rule has changed something already. */
  acted: boolean
}

/** NFPROTO_*, linux/netfilter.h */
export const NFPROTO_IPV4 = 2
export const NFPROTO_ARP = 3
export const NFPROTO_NETDEV = 5
export const NFPROTO_BRIDGE = 7
export const NFPROTO_IPV6 = 10

/** Which of IPv4 and IPv6 a packet is, as expressions of the families below IP see it too; null: neither. */
export const ipFamilyOf = ({ protocolFamily, packet }: Machine): 'ipv4' | 'ipv6' | null => {
  if (protocolFamily === NFPROTO_IPV4) return 'ipv4'
  if (protocolFamily === NFPROTO_IPV6) return 'ipv6'
  if (packet.etherType === ETH_P_IP) return 'ipv4'
  return packet.etherType === ETH_P_IPV6 ? 'ipv6' : null
}

const onlyFamilies: { readonly [word: string]: number } = { ip: NFPROTO_IPV4, ip6: NFPROTO_IPV6 }

/** Whether an expression that is for one family, or for both (`inet`, `unspec`), has to do with the packet. */
export const isForFamily = (machine: Machine, family = 'inet'): boolean => {
  const only = onlyFamilies[family]
  return only === undefined || only === machine.protocolFamily
}

/** The rule of the moment. */
export const ruleOf = ({ state, table, chain, rule, number }: Machine): RuleReference => ({
  kind: 'nft',
  space: state.space,
  table,
  chain,
  rule,
  number,
})

/** What the rule of the moment asks others with. */
export const contextOf = (machine: Machine): Context => ({ ...machine.state, rule: ruleOf(machine) })

export const accepted: Decision = { verdict: 'accept', chain: null, loss: null }
export const stolen: Decision = { verdict: 'stolen', chain: null, loss: null }
/** The packet ends, for this reason. */
export const dropped = (loss: LossReason | null): Decision => ({ verdict: 'drop', chain: null, loss })
export const filtered = dropped('filtered')
/** Whoever dropped the packet has told why. */
export const droppedElsewhere = dropped(null)
