import type { IpsetRecord } from '../../../../collectors/ipsets.ts'
import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import { remembered } from '../../../indexes/remembered.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { type Members, membersOf } from './members.ts'

interface Sets {
  readonly byIndex: ReadonlyMap<number, IpsetRecord>
  readonly byName: ReadonlyMap<string, IpsetRecord>
}

const setsIn = remembered(
  (sets: readonly IpsetRecord[]): Sets => ({
    byIndex: new Map(sets.flatMap((set) => (set.index === null ? [] : [[set.index, set] as const]))),
    byName: new Map(sets.map((set) => [set.name, set])),
  }),
)

/** The sets of a namespace. */
export const setsOf = ({ ipsets }: Space): Sets => setsIn(ipsets)

const asTaken = remembered((set: IpsetRecord) => membersOf(set))

/** The members of a set as the walk sees them; null for a type that we do not know. */
export const membersIn = (trial: Trial, set: IpsetRecord): Members | null => trial.ipsets.get(set) ?? asTaken(set)

/** From now on the set has these members in this walk. */
export const changeMembers = (trial: Trial, set: IpsetRecord, list: readonly IpsetMember[]): void => {
  const members = membersOf(set, list)
  if (members !== null) trial.ipsets.set(set, members)
}
