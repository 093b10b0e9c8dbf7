import { isLoopback } from '../../../firewall/prefix.ts'
import { embeddedServer } from '../../names/names.ts'
import type { Cause } from '../cause.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

export const dnsLoopbackUpstream: Cause = {
  id: 'dns-loopback-upstream',
  layer: 'dns',
  symptom: 'No name is resolved in containers, while the host resolves them.',
  confirm: "/etc/resolv.conf of the container names a loopback address: its own loopback, not the host's.",
  more: 'https://github.com/moby/moby/issues/6388',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'server-unreachable' || failed.resolver.container === null) return null
    const { server } = failed.failure
    if (server === embeddedServer || !isLoopback(server)) return null
    return {
      summary: `${askerOf(failed)} asks ${server}, which is its own loopback: nobody serves names there.`,
      evidence: [serversFact(failed)],
      remedy: ['# name a server that containers reach: "dns" in /etc/docker/daemon.json, or docker run --dns ADDRESS'],
    }
  },
}
