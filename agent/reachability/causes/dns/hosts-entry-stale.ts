import type { Cause } from '../cause.ts'
import { askerOf } from '../reading/failed-name.ts'

/** Docker writes the lines of --add-host once; a container gets another address when it is made anew. */
export const hostsEntryStale: Cause = {
  id: 'hosts-entry-stale',
  layer: 'dns',
  symptom: 'A name leads to an address that its container had once.',
  confirm: '/etc/hosts of the asking container against docker inspect of the other.',
  more: 'https://docs.docker.com/reference/cli/docker/container/run/#add-host',
  explain: ({ exchange, resolution, targetContainer }) => {
    if (exchange !== null || resolution === null || resolution.failure !== null || targetContainer === null) return null
    const { name, addresses, resolver } = resolution
    const isFixed = resolver.files.hosts.some(({ names }) => names.includes(name))
    const current = targetContainer.endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]).filter(Boolean)
    if (!isFixed || targetContainer.name !== name || addresses.some((address) => current.includes(address))) return null
    return {
      summary: `/etc/hosts of ${askerOf(resolution)} says that ${name} is ${addresses.join(', ')}; it is ${current.join(', ') || 'without address'}.`,
      evidence: [{ where: `/etc/hosts of ${askerOf(resolution)}`, fact: `${addresses[0]} ${name}` }],
      remedy: [`# take the line out of /etc/hosts, or make ${askerOf(resolution)} anew without --add-host ${name}`],
    }
  },
}
