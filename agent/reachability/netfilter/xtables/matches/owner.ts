import type { CompileMatch, MatchInfos } from './match-test.ts'

type Info = MatchInfos['owner']

const isUser = ({ minUser, maxUser }: Info, uid: number): boolean => uid >= minUser && uid <= maxUser
const isGroup = ({ minGroup, maxGroup }: Info, gid: number): boolean => gid >= minGroup && gid <= maxGroup

/**
 * owner_mt, net/netfilter/xt_owner.c: whose socket sends. A socket of the kernel has no file, and so no user; what is forwarded has
 * no socket at all.
 */
export const owner: CompileMatch<'owner'> = (info) => {
  const { match, invert } = info
  // Every comparison is asked for inverted.
  const userUnowned = match.user === invert.user
  const groupUnowned = match.group === invert.group
  const withoutSocket =
    userUnowned &&
    groupUnowned &&
    match.socket === invert.socket &&
    match.supplementaryGroups === invert.supplementaryGroups
  const groups = { unknown: `whether the sender is in a supplementary group from ${info.minGroup} to ${info.maxGroup}` }
  return ({ packet: { sender } }) => {
    if (sender === null) return withoutSocket
    if (match.socket && invert.socket) return false
    if (sender.kernel) return userUnowned && groupUnowned
    if (match.user && isUser(info, sender.uid) === invert.user) return false
    if (!match.group) return true
    const isOf = isGroup(info, sender.gid)
    return isOf || !match.supplementaryGroups ? isOf !== invert.group : groups
  }
}
