import { withPort } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

export const dnsUpstreamUnreachable: Cause = {
  id: 'dns-upstream-unreachable',
  layer: 'dns',
  symptom: 'Names of the world are not resolved, those of containers are; it takes long until the resolver gives up.',
  confirm: 'netloupe why CONTAINER SERVER:53/udp tells where the queries end.',
  more: 'https://docs.docker.com/engine/network/#dns-services',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'server-unreachable') return null
    const { server, result } = failed.failure
    const [{ exchange }] = result.branches
    const [loss] = exchange.losses
    return {
      summary: `${askerOf(failed)} cannot reach the name server ${server}: '${failed.name}' is not resolved.`,
      evidence: [serversFact(failed), ...(loss === undefined ? [] : [{ where: loss.space.title, fact: loss.fact() }])],
      remedy: [`# netloupe why ${askerOf(failed)} ${withPort(server, 53)}/udp tells why, and what to do`],
    }
  },
}
