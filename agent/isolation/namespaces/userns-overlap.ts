import type { IdRange } from '../../../collectors/confinement/record.ts'
import type { Check } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'

export const usernsOverlap: Check = {
  id: 'userns-overlap',
  title: 'Containers with user namespaces of their own have the same users on the host',
  gain: "Whoever gets out of one is, to the kernel, the other's user: its files and processes are open.",
  reference: null,
  *find({ subjects }) {
    const remapped = subjects.filter(({ isRemapped }) => isRemapped)
    for (const [at, subject] of remapped.entries()) {
      const own = subject.leader.namespaces?.['user']
      const other = remapped
        .slice(0, at)
        .find(
          ({ confinement, leader }) =>
            leader.namespaces?.['user'] !== own && overlap(confinement.uidMap, subject.confinement.uidMap),
        )
      yield other === undefined
        ? null
        : {
            severity: 'low',
            reason: 'only matters once something else fails',
            object: subject.key,
            name: subject.title,
            evidence: [subject, other].map(({ leader, confinement, title }) =>
              processEvidence(leader, 'uid_map', `${confinement.uidMap.map(rangeText).join('; ')} (${title})`),
            ),
            remedy: ['# give each a range of its own in /etc/subuid and /etc/subgid'],
          }
    }
  },
}

const overlap = (one: readonly IdRange[], other: readonly IdRange[]): boolean =>
  one.some((left) =>
    other.some((right) => left.outside < right.outside + right.length && right.outside < left.outside + left.length),
  )

const rangeText = ({ inside, outside, length }: IdRange): string => `${inside} ${outside} ${length}`
