import type { IpsetRecord } from '../../../../collectors/ipsets.ts'
import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { type Members, membersOf } from './members.ts'

interface Sets {
  readonly byIndex: ReadonlyMap<number, IpsetRecord>
  readonly byName: ReadonlyMap<string, IpsetRecord>
}

const indexed = new WeakMap<Space, Sets>()

/** The sets of a namespace. */
export const setsOf = (space: Space): Sets => {
  let sets = indexed.get(space)
  if (sets === undefined) {
    const known = space.ipsets
    sets = {
      byIndex: new Map(known.flatMap((set) => (set.index === null ? [] : [[set.index, set] as const]))),
      byName: new Map(known.map((set) => [set.name, set])),
    }
    indexed.set(space, sets)
  }
  return sets
}

const asTaken = new WeakMap<IpsetRecord, Members | 'unknown'>()
/** Sets that a walk has changed. */
const changed = new WeakMap<Trial, Map<IpsetRecord, Members>>()

/** The members of a set as the walk sees them; null for a type that we do not know. */
export const membersIn = (trial: Trial, set: IpsetRecord): Members | null => {
  const own = changed.get(trial)?.get(set)
  if (own !== undefined) return own
  let members = asTaken.get(set)
  if (members === undefined) {
    members = membersOf(set) ?? 'unknown'
    asTaken.set(set, members)
  }
  return members === 'unknown' ? null : members
}

/** From now on the set has these members in this walk. */
export const changeMembers = (trial: Trial, set: IpsetRecord, list: readonly IpsetMember[]): void => {
  const members = membersOf(set, list)
  if (members === null) return
  const sets = changed.get(trial) ?? new Map<IpsetRecord, Members>()
  sets.set(set, members)
  changed.set(trial, sets)
}
