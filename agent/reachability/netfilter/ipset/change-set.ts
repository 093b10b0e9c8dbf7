import type { IpsetRecord } from '../../../../collectors/ipsets.ts'
import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import type { SetReference } from '../../../../collectors/netfilter/xtables/set-reference.ts'
import { addressAt } from '../../packet/address-bytes.ts'
import type { Context } from '../context.ts'
import { addressKey } from './address-key.ts'
import { type Members, memberKey } from './members.ts'
import { changeMembers, membersIn, setsOf } from './sets-of.ts'
import { canAsk, type Subject, subjectOf } from './subject.ts'

type Change = 'add' | 'delete'

/** The text of an address of which only some bits count. */
const maskedText = (members: Members, bytes: Uint8Array, at: number, which: 0 | 1): string => {
  const mask = members.sizes[which].masks[0]
  const key = mask === undefined ? null : addressKey(bytes, at, mask)
  const size = members.words * 4
  const masked = new Uint8Array(size)
  for (let i = 0; i < size / 2; i++) {
    const unit = key?.charCodeAt(i) ?? ((bytes[at + 2 * i] ?? 0) << 8) | (bytes[at + 2 * i + 1] ?? 0)
    masked[2 * i] = unit >>> 8
    masked[2 * i + 1] = unit
  }
  return addressAt(masked, 0, members.words === 4 ? 'ipv6' : 'ipv4')
}

/** The member that a packet would be: a network is as large as the smallest that there is, or one host (INIT_CIDR). */
const memberOf = (members: Members, bytes: Uint8Array, subject: Subject): IpsetMember => {
  const { dimensions } = members.type
  const member: { -readonly [K in keyof IpsetMember]: IpsetMember[K] } = {}
  let addresses = 0
  for (const dimension of dimensions) {
    if (dimension === 'ip' || dimension === 'net') {
      const isFirst = addresses++ === 0
      const which = isFirst ? 0 : 1
      const text = maskedText(members, bytes, isFirst ? subject.firstAt : subject.secondAt, which)
      const prefix = members.sizes[which].prefixes[0] ?? members.words * 32
      if (isFirst) member.address = text
      else member.address2 = text
      if (dimension === 'net') member[isFirst ? 'prefix' : 'prefix2'] = prefix
    } else if (dimension === 'port') {
      member.port = subject.port
      if (members.type.method === 'hash') member.protocol = subject.protocol
    } else if (dimension === 'mac') member.hardwareAddress = subject.mac
    else if (dimension === 'mark') member.mark = subject.mark
    else {
      member.interface = subject.interface
      if (subject.isPhysical) member.flags = ['physdev']
    }
  }
  return member
}

/** A full set takes no more, unless it forgets a member for the new one, which may be any. */
const isFull = ({ set }: Members, count: number): boolean =>
  set.options.maximum !== undefined && count >= set.options.maximum && set.options.flags?.includes('forceadd') !== true

const isInBitmap = (members: Members, subject: Subject): boolean => {
  const { port, portTo } = members.set.options
  return port === undefined || portTo === undefined || (subject.port >= port && subject.port <= portTo)
}

/** @returns whether the set took the change; of a list the next set is asked where it did not */
const changeOne = (
  context: Context,
  set: IpsetRecord,
  directions: SetReference['directions'],
  change: Change,
): boolean => {
  const members = membersIn(context.trial, set)
  if (members === null || !canAsk(context, members, directions)) return false
  if (members.type.method === 'list') {
    const { byName } = setsOf(context.space)
    return members.lists.some((name) => {
      const inside = byName.get(name)
      return inside !== undefined && changeOne(context, inside, directions, change)
    })
  }
  const subject = subjectOf(context, members, directions, false)
  if (subject === null || !isInBitmap(members, subject)) return false
  const member = memberOf(members, context.packet.bytes, subject)
  const key = memberKey(members.type, members.words, member)
  const alike = members.byKey.get(key) ?? []
  const same = alike.find((one) => one.interface === member.interface)
  const { list } = members
  if (change === 'delete') {
    if (same === undefined) return false
    changeMembers(
      context.trial,
      set,
      list.filter((one) => one !== same),
    )
    return true
  }
  const isFilled = same?.hardwareAddress !== undefined || member.hardwareAddress === undefined
  if (same !== undefined && (members.type.method === 'hash' || isFilled)) return false
  if (same === undefined && isFull(members, list.length)) return false
  changeMembers(context.trial, set, [...list.filter((one) => one !== same), member])
  return true
}

const change = (context: Context, { index, directions }: SetReference, what: Change): void => {
  const set = setsOf(context.space).byIndex.get(index)
  if (set !== undefined) changeOne(context, set, directions, what)
}

/** What the target SET adds to a set in this walk (ip_set_add): later packets of the walk find it there. */
export const addToSet = (context: Context, reference: SetReference): void => change(context, reference, 'add')

/** ip_set_del */
export const deleteFromSet = (context: Context, reference: SetReference): void => change(context, reference, 'delete')
