import type { Cause } from '../cause.ts'
import { askerOf, failedName, serversFact } from '../reading/failed-name.ts'

/** What is left: Docker's server knows no such name, and passes it on to nobody. */
export const dnsUnknownName: Cause = {
  id: 'dns-unknown-name',
  layer: 'dns',
  symptom: 'A name is not resolved.',
  confirm: 'docker network inspect of the networks of the container: nobody there is called so, nor has such an alias.',
  more: 'https://docs.docker.com/engine/network/#dns-services',
  explain: (finding) => {
    const failed = failedName(finding)
    if (failed?.failure.kind !== 'not-known') return null
    const networks = failed.resolver.container?.endpoints.map(({ networkName }) => networkName) ?? []
    return {
      summary: `Nobody on the networks of ${askerOf(failed)} (${networks.join(', ') || 'none'}) is called '${failed.name}'.`,
      evidence: [serversFact(failed)],
      remedy: [],
    }
  },
}
