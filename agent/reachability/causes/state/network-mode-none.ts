import type { Cause } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { unattached } from '../reading/unattached.ts'
import { spaceEvidence } from '../reading/where.ts'

export const networkModeNone: Cause = {
  id: 'network-mode-none',
  layer: 'state',
  symptom: 'Network is unreachable, whatever the container asks for.',
  confirm: '`docker inspect` shows NetworkMode none; `ip link` in the container shows lo only.',
  more: 'https://docs.docker.com/engine/network/drivers/none/',
  explain: (finding) => {
    const found = unattached(finding)
    if (found === null || found.container.networkMode !== 'none') return null
    const { container, space } = found
    const { snapshot } = finding.scene
    const other = finding.sourceContainer === container ? finding.targetContainer : finding.sourceContainer
    const network = other?.endpoints[0]?.networkName ?? 'bridge'
    const name = containerWords(container)
    return {
      summary: `${name} was made without network (--network none): it has lo only.`,
      evidence: [
        containerEvidence(container, 'HostConfig.NetworkMode=none'),
        spaceEvidence(space, 'ip address shows lo only'),
      ],
      remedy: [
        ...(container.endpoints.some(({ networkName }) => networkName === 'none')
          ? [dockerCommand(snapshot, 'network', 'disconnect', 'none', name)]
          : []),
        dockerCommand(snapshot, 'network', 'connect', network, name),
      ],
    }
  },
}
