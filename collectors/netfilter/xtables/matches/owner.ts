import { u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_owner.h'

const parts = bits(u8, header, {
  user: [1 << 0, 'XT_OWNER_UID'],
  group: [1 << 1, 'XT_OWNER_GID'],
  socket: [1 << 2, 'XT_OWNER_SOCKET'],
  supplementaryGroups: [1 << 3, 'XT_OWNER_SUPPL_GROUPS'],
})

const revision1 = struct(
  { name: 'xt_owner_match_info', header, size: 18 },
  {
    /** As the user namespace of the reader numbers them. */
    minUser: [0, u32, 'uid_min'],
    maxUser: [4, u32, 'uid_max'],
    minGroup: [8, u32, 'gid_min'],
    maxGroup: [12, u32, 'gid_max'],
    /** What is compared. */
    match: [16, parts, 'match'],
    invert: [17, parts, 'invert'],
  },
)

const idText = (min: number, max: number): string => (min === max ? `${min}` : `${min}-${max}`)

/** `-m owner`: who made the socket that a local packet comes from. */
export const owner = extension({
  name: 'owner',
  revisions: { 1: revision1 },
  save: ({ match, invert, minUser, maxUser, minGroup, maxGroup }) => [
    ...(match.socket ? option(invert.socket, '--socket-exists') : []),
    ...(match.user ? option(invert.user, '--uid-owner', idText(minUser, maxUser)) : []),
    ...(match.group ? option(invert.group, '--gid-owner', idText(minGroup, maxGroup)) : []),
    ...(match.supplementaryGroups ? option(invert.supplementaryGroups, '--suppl-groups') : []),
  ],
})
