import type { IpsetRecord } from '../../../../collectors/ipsets.ts'
import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import type { SetReference } from '../../../../collectors/netfilter/xtables/set-reference.ts'
import type { Context, Matched, Unknown } from '../context.ts'
import { findMember } from './find-member.ts'
import type { Members } from './members.ts'
import { changeMembers, membersIn, setsOf } from './sets-of.ts'
import { canAsk, subjectOf } from './subject.ts'

/** How a set is asked (struct ip_set_adt_opt). */
export interface LookUpOptions {
  /** An element that is marked `nomatch` is taken for one, and the others are not. */
  readonly returnNoMatch?: boolean
  /** Names are of ports of a bridge (IPSET_FLAG_PHYSDEV). */
  readonly wantsPhysical?: boolean
  /** Counters of the element are compared. */
  readonly comparesCounters?: boolean
}

/** Whether a packet is in a set, before the rule inverts it; and as which member, for what a member tells (`--map-set`). */
export interface SetAnswer {
  readonly matched: boolean | Unknown
  readonly member: IpsetMember | null
}

const outside: SetAnswer = { matched: false, member: null }

const unknown = (words: string): SetAnswer => ({ matched: { unknown: words }, member: null })

/** A `bitmap:ip,mac` takes the hardware address of the first packet for a member that has none. */
const hasMac = (context: Context, { set, list }: Members, member: IpsetMember, mac: string): boolean => {
  if (member.hardwareAddress !== undefined) return member.hardwareAddress === mac
  const filled = list.map((one) => (one === member ? { ...member, hardwareAddress: mac } : one))
  changeMembers(context.trial, set, filled)
  return true
}

const asksCounters = ({ options: { flags } }: IpsetRecord, { comparesCounters }: LookUpOptions): boolean =>
  comparesCounters === true && flags?.includes('counters') === true

const answerOf = (members: Members, member: IpsetMember | null, options: LookUpOptions): SetAnswer => {
  const { set, type } = members
  const hasNetworks = type.dimensions.includes('net')
  const leftOut = set.membersLeftOut ?? 0
  if (leftOut > 0 && (member === null || hasNetworks))
    return unknown(`whether the packet is in the ipset ${set.name}: ${leftOut} of its members are not in the snapshot`)
  if (member === null) return outside
  if (asksCounters(set, options))
    return unknown(`what the counters of the packet's member of the ipset ${set.name} say`)
  const isNoMatch = member.flags?.includes('nomatch') ?? false
  const matched = isNoMatch === (options.returnNoMatch === true && hasNetworks)
  return matched ? { matched, member } : outside
}

/** list_set_ktest: the first set that has the packet. Counters of its members are not compared, those of the list are. */
const inList = (
  context: Context,
  { set, lists }: Members,
  directions: SetReference['directions'],
  options: LookUpOptions,
): SetAnswer => {
  const { byName } = setsOf(context.space)
  const inner = { ...options, comparesCounters: false }
  let doubt: SetAnswer | null = null
  for (const name of lists) {
    const inside = byName.get(name)
    const answer =
      inside === undefined
        ? unknown(`what is in the ipset ${name}, which the snapshot does not have`)
        : inSet(context, inside, directions, inner)
    if (typeof answer.matched === 'object') doubt ??= answer
    else if (answer.matched) {
      if (doubt !== null) return doubt
      return asksCounters(set, options) ? unknown(`what the counters of the ipset ${set.name} say`) : answer
    }
  }
  return doubt ?? outside
}

const inSet = (
  context: Context,
  set: IpsetRecord,
  directions: SetReference['directions'],
  options: LookUpOptions,
): SetAnswer => {
  const members = membersIn(context.trial, set)
  if (members === null) return unknown(`what the ipset ${set.name} of the type ${set.type} says`)
  const { type } = members
  if (!canAsk(context, members, directions)) return outside
  if (type.method === 'list') return inList(context, members, directions, options)
  const subject = subjectOf(context, members, directions, options.wantsPhysical ?? false)
  if (subject === null) return outside
  const member = findMember(members, context.packet.bytes, subject)
  if (member !== null && type.method === 'bitmap' && type.dimensions.includes('mac')) {
    if (!hasMac(context, members, member, subject.mac)) return outside
  }
  return answerOf(members, member, options)
}

/** Looks a packet up in a set (ip_set_test, net/netfilter/ipset/ip_set_core.c). The rule's own inversion is not looked at. */
export const lookUpInSet = (
  context: Context,
  { index, directions }: SetReference,
  options: LookUpOptions = {},
): SetAnswer => {
  const set = setsOf(context.space).byIndex.get(index)
  if (set === undefined)
    return unknown(`what is in the ipset with the index ${index}, which the snapshot does not have`)
  return inSet(context, set, directions, options)
}

/** What a rule makes of the answer. */
export const matchSet = (context: Context, reference: SetReference, options: LookUpOptions): Matched => {
  const { matched } = lookUpInSet(context, reference, options)
  return typeof matched === 'object' ? matched : matched !== reference.inverted
}
