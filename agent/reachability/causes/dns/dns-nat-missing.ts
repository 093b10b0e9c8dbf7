import { embeddedServer } from '../../names/names.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

/** The rules are in the container's own namespace, where its own firewall may flush them. */
export const dnsNatMissing: Cause = {
  id: 'dns-nat-missing',
  layer: 'dns',
  symptom: 'No name is resolved: connection refused by 127.0.0.11:53.',
  confirm: 'iptables-save -t nat in the namespace of the container has no chain DOCKER_OUTPUT.',
  more: 'https://github.com/moby/libnetwork/issues/1938',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'server-unreachable' || failed.failure.server !== embeddedServer) return null
    const [{ exchange }] = failed.failure.result.branches
    if (exchange.request.some(({ kind }) => kind === 'nat')) return null
    const { container } = failed.resolver
    return {
      summary: `The NAT rules that lead ${embeddedServer}:53 to Docker's name server are gone from the namespace of ${askerOf(failed)}.`,
      evidence: [serversFact(failed)],
      remedy: container === null ? [] : [dockerCommand(finding.scene.snapshot, 'restart', container.name)],
    }
  },
}
