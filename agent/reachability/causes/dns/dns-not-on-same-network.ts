import { containersNamed } from '../../../topology/named.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { askerOf, failedName } from '../reading/failed-name.ts'

export const dnsNotOnSameNetwork: Cause = {
  id: 'dns-not-on-same-network',
  layer: 'dns',
  symptom: "A container's name is not known in another one.",
  confirm: 'docker inspect of both: they have no network in common.',
  more: 'https://docs.docker.com/engine/network/#dns-services',
  explain: (finding) => {
    const failed = failedName(finding)
    const { snapshot } = finding.scene
    if (failed?.failure.kind !== 'not-known') return null
    const asker = failed.resolver.container
    const [meant] = containersNamed(failed.name, snapshot.containers)
    if (asker === null || meant === undefined) return null
    const networksOf = (container: typeof meant): string =>
      container.endpoints.map(({ networkName }) => networkName).join(', ') || 'no network'
    const [network] = meant.endpoints
    const remedy =
      network === undefined
        ? dockerCommand(snapshot, 'network', 'connect', 'NETWORK', meant.name)
        : dockerCommand(snapshot, 'network', 'connect', network.networkName, asker.name)
    return {
      summary: `${askerOf(failed)} and ${meant.name} share no network, so Docker does not tell ${askerOf(failed)} the name '${failed.name}'.`,
      evidence: [
        { where: `docker inspect ${asker.name}`, fact: `networks: ${networksOf(asker)}` },
        { where: `docker inspect ${meant.name}`, fact: `networks: ${networksOf(meant)}` },
      ],
      remedy: [remedy],
    }
  },
}
