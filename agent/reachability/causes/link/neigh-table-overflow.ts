import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { familyOf } from '../../../firewall/prefix.ts'
import { remembered } from '../../../indexes/remembered.ts'
import { NTF_PROXY } from '../../neighbours/recorded.ts'
import { AF_INET } from '../../routing/constants.ts'
import { NUD_PERMANENT } from '../../routing/neighbour-state.ts'
import type { Cause } from '../cause.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

/** Of the limit; what is near it is over it when somebody looks around in a large network. */
const near = 0.9

/**
 * Neighbours of all namespaces are in one table for each family, and above gc_thresh3 no new one gets in where none can be thrown out
 * (neigh_alloc, net/core/neighbour.c). It depends on which are in use at that moment: it is said of what gets through.
 */
export const neighTableOverflow: Cause = {
  id: 'neigh-table-overflow',
  layer: 'link',
  symptom: 'Now and then "no route to host" or "no buffer space available", everywhere on the host.',
  confirm: 'dmesg says "neighbour: arp_cache: neighbor table overflow!"; `lnstat -f arp_cache` counts table_fulls.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: () => null,
  warn: ({ exchange, scene }) => {
    const { root, snapshot } = scene
    if (exchange === null || root === undefined) return null
    const family = familyOf(exchange.probe.destination) === 'ip6' ? 'ipv6' : 'ipv4'
    const setting = `net.${family}.neigh.default.gc_thresh3`
    const limit = root.sysctl(setting)
    const count = countsIn(snapshot.neighbours)[family]
    if (limit === undefined || count < limit * near) return null
    return {
      summary: `The host knows ${count} neighbours of ${family === 'ipv4' ? 'IPv4' : 'IPv6'} in all its namespaces, and may know ${limit}: new ones may fail.`,
      evidence: [spaceEvidence(root, `${setting} = ${limit}`)],
      remedy: [setSysctl(root, setting, limit * 4)],
    }
  },
}

/** linux/neighbour.h */
const NTF_EXT_LEARNED = 0x10

/** Those that count for the limit (gc_entries of struct neigh_table): neither permanent ones, nor what others keep up to date. */
const countsIn = remembered((neighbours: Snapshot['neighbours']) => {
  const counts = { ipv4: 0, ipv6: 0 }
  for (const { family, state, flags } of neighbours) {
    if ((state & NUD_PERMANENT) !== 0 || (flags & (NTF_PROXY | NTF_EXT_LEARNED)) !== 0) continue
    counts[family === AF_INET ? 'ipv4' : 'ipv6']++
  }
  return counts
})
