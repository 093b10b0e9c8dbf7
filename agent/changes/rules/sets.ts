import type { NetnsId } from '../../../collectors/collector.ts'
import { isEqual } from '../../../collectors/equal.ts'
import type { IpsetMember } from '../../../collectors/netfilter/ipset/member.ts'
import type { NftSet } from '../../../collectors/netfilter/nftables/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { ipsetMemberText } from '../../firewall/ipset-text.ts'
import { counted } from '../counted.ts'
import type { Change } from '../event.ts'

interface Place {
  readonly before: Snapshot
  readonly after: Snapshot
  readonly netns: NetnsId
  readonly object: string
  readonly where: string
}

/** A set of either kind: its elements as text that tells them apart. */
interface Held {
  readonly source: object
  readonly name: string
  readonly elements: () => readonly string[]
}

/** Elements that are named in words; of more there is only the number. */
const mostToName = 5

/** Sets that came or went, and those whose elements did. Packets and time change some; these are left out. */
export const setChanges = ({ before, after, netns, object, where }: Place): readonly Change[] => {
  const [was, is] = [heldIn(before, netns), heldIn(after, netns)]
  const common = { kind: 'set', object, ends: null } as const
  const changes: Change[] = []
  for (const [key, { name }] of was)
    if (!is.has(key))
      changes.push({
        ...common,
        change: 'removed',
        words: `${name} of ${where} is gone`,
        before: { set: name },
        after: null,
      })
  for (const [key, { name, source, elements }] of is) {
    const old = was.get(key)
    if (old === undefined) {
      const count = elements().length
      changes.push({
        ...common,
        change: 'added',
        words: `${name} of ${where} is there, with ${counted(count, 'element')}`,
        before: null,
        after: { set: name, count },
      })
    } else if (!isEqual(old.source, source)) {
      const [earlier, now] = [old.elements(), elements()]
      const [known, present] = [new Set(earlier), new Set(now)]
      const added = now.filter((one) => !known.has(one))
      const removed = earlier.filter((one) => !present.has(one))
      if (added.length + removed.length === 0) continue
      const parts = [elementsText(added, 'added to'), elementsText(removed, 'removed from')].filter(
        (part) => part !== null,
      )
      const words = `${parts.join(' and ')} ${name} of ${where}`
      changes.push({
        ...common,
        change: 'changed',
        words,
        before: { set: name, count: earlier.length, removed: removed.length },
        after: { set: name, count: now.length, added: added.length },
      })
    }
  }
  return changes
}

const elementsText = (elements: readonly string[], how: string): string | null => {
  if (elements.length === 0) return null
  return elements.length > mostToName
    ? `${counted(elements.length, 'element')} ${how}`
    : `${elements.join(', ')} ${how}`
}

const changesByItself = ({ flags }: NftSet): boolean =>
  flags.some((flag) => ['eval', 'timeout', 'anonymous'].includes(flag))

const heldIn = ({ nftables, ipsets }: Snapshot, netns: NetnsId): ReadonlyMap<string, Held> => {
  const held = new Map<string, Held>()
  for (const { family, name: table, sets, netns: own } of nftables)
    if (own === netns)
      for (const set of sets)
        if (!changesByItself(set))
          held.set(`nft ${family} ${table} ${set.name}`, {
            source: set.elements,
            name: `set ${set.name} (${family} ${table})`,
            elements: () =>
              set.elements.map(
                ({ key = '', keyEnd = '', intervalEnd }) =>
                  `0x${key}${keyEnd && `-0x${keyEnd}`}${intervalEnd ? ' end' : ''}`,
              ),
          })
  for (const set of ipsets)
    if (set.netns === netns && set.options.timeout === undefined)
      held.set(`ipset ${set.name}`, {
        source: set.members,
        name: `ipset ${set.name}`,
        elements: () => set.members.map((member: IpsetMember) => ipsetMemberText(set, member)),
      })
  return held
}
