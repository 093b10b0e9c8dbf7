import type { Context } from '../context.ts'
import { madeIn } from './table.ts'

/** Buckets that are searched for a connection that may be forgotten (NF_CT_EVICTION_RANGE): which ones, a secret of the kernel decides. */
const whatDecides = 'whether the table has a connection without answer near the place where the new one belongs'

/**
 * Whether there is no place for one more connection (__nf_conntrack_alloc and early_drop, net/netfilter/nf_conntrack_core.c). The limit
 * is one for all namespaces, each of which counts for itself; connections that never saw traffic both ways can give way.
 * @returns what fills the table, in words; null while there is a place
 */
export const fullTable = ({ trial, space, packet }: Context): string | null => {
  const { flows } = space
  if (flows === null) return null
  const limit =
    space.sysctl('net.netfilter.nf_conntrack_max') ?? trial.scene.root?.sysctl('net.netfilter.nf_conntrack_max')
  if (limit === undefined || limit === 0) return null
  const inSnapshot = flows.summary?.entries ?? flows.entries.length
  if (inSnapshot + 1 <= limit - madeIn(trial, space)) return null
  const fact = `${inSnapshot} connections are tracked, and net.netfilter.nf_conntrack_max is ${limit}`
  const assured = flows.summary?.assured ?? flows.entries.filter(({ status }) => status.includes('assured')).length
  if (assured === inSnapshot) return fact
  const answer = trial.decide({
    key: `full table of ${space.netns} ${packet.label}`,
    on: () => whatDecides,
    answers: ['there is none: the packet is dropped', 'there is one, which is forgotten'],
  })
  return answer === 0 ? fact : null
}
