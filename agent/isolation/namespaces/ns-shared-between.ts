import type { NamespaceKind } from '../../../collectors/procfs/namespace-links.ts'
import type { Check } from '../check.ts'
import type { Context, Subject } from '../context.ts'
import type { Severity } from '../finding.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

/** What containers share on purpose, and what follows. */
const kinds = [
  {
    kind: 'net',
    severity: 'info',
    option: '--network container:…',
    reason: 'they share addresses, ports and the loopback',
  },
  { kind: 'pid', severity: 'low', option: '--pid container:…', reason: 'one sees and ends the processes of the other' },
  { kind: 'ipc', severity: 'low', option: '--ipc container:…', reason: 'one reads the shared memory of the other' },
  { kind: 'mnt', severity: 'medium', option: 'a mount namespace of another', reason: 'they have the same files' },
] as const satisfies readonly { kind: NamespaceKind; severity: Severity; option: string; reason: string }[]

export const nsSharedBetween: Check = {
  id: 'ns-shared-between',
  title: "A container is in another container's namespace",
  gain: 'Whoever controls one controls in this respect the other.',
  reference: null,
  *find(context) {
    for (const { kind, severity, option, reason } of kinds)
      for (const [inode, group] of sharing(context, kind))
        for (const subject of group.slice(1)) {
          const others = group.filter((one) => one !== subject).map(({ title }) => title)
          yield {
            severity,
            reason,
            object: subject.key,
            name: subject.title,
            evidence: [processEvidence(subject.leader, `ns/${kind}`, `${kind}:[${inode}], as ${others.join(', ')}`)],
            remedy: runAnew(subject, `without ${option}`),
          }
        }
  },
}

/** Containers by the namespace that they share; the one that began first is the owner. */
const sharing = (
  { subjects, snapshot: { host }, hostNetns }: Context,
  kind: NamespaceKind,
): readonly (readonly [number, readonly Subject[]])[] => {
  const groups = new Map<number, Subject[]>()
  for (const subject of subjects) {
    const inode = subject.leader.namespaces?.[kind]
    if (inode === undefined || inode === host?.namespaces?.[kind]) continue
    if (kind === 'net' && hostNetns.has(subject.container.netns ?? '')) continue
    groups.set(inode, [...(groups.get(inode) ?? []), subject])
  }
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([inode, group]) => [inode, group.toSorted((one, other) => one.leader.startTicks - other.leader.startTicks)])
}
