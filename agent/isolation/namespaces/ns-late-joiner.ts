import type { Check, Found } from '../check.ts'
import type { Context } from '../context.ts'

/** More are only counted. */
const mostShown = 5

export const nsLateJoiner: Check = {
  id: 'ns-late-joiner',
  title: "A process that is none of a container's is in its network",
  gain: "Hears and sends in the container's name, beyond the container's limits and the engine's view.",
  reference: null,
  *find(context) {
    for (const [netns, members] of membersByNetns(context)) yield joinersOf(context, netns, members)
  },
}

/** The pids of all containers in a network namespace that is not the host's. */
const membersByNetns = ({ subjects, hostNetns }: Context): ReadonlyMap<string, ReadonlySet<number>> => {
  const members = new Map<string, Set<number>>()
  for (const { container, confinement } of subjects) {
    const { netns } = container
    if (netns === null || hostNetns.has(netns)) continue
    const known = members.get(netns) ?? new Set<number>()
    for (const pid of confinement.pids) known.add(pid)
    members.set(netns, known)
  }
  return members
}

const joinersOf = ({ snapshot, subjects }: Context, netns: string, members: ReadonlySet<number>): Found | null => {
  const namespace = snapshot.namespaces.find(({ id }) => id === netns)
  const strangers = namespace?.pids.filter((pid) => !members.has(pid)) ?? []
  const subject = subjects.find(({ container }) => container.netns === netns)
  // Where there is a bridge, the namespace is the host's of another engine.
  const isHost = snapshot.links.some(({ netns: its, info }) => its === netns && info?.link?.kind === 'bridge')
  if (strangers.length === 0 || subject === undefined || isHost) return null
  const shown = strangers.slice(0, mostShown).join(', ')
  return {
    severity: 'medium',
    reason: 'somebody entered it from outside (nsenter, ip netns exec), or the process left its cgroup',
    object: subject.key,
    name: subject.title,
    evidence: [
      {
        where: `/proc/PID/ns/net and /proc/PID/cgroup`,
        fact: `net:[${namespace?.inode ?? '?'}] also has ${strangers.length === 1 ? 'process' : 'processes'} ${shown}${strangers.length > mostShown ? `, … (${strangers.length})` : ''} of another cgroup`,
      },
    ],
    remedy: strangers.slice(0, mostShown).map((pid) => `ps -o pid,user,cgroup,args -p ${pid}`),
  }
}
