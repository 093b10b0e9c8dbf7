import { withPort } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { dockersDrop, networkToJoin } from '../reading/dockers-drop.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'
import { lastDestination } from '../reading/translations.ts'

export const internalToPublishedPort: Cause = {
  id: 'internal-to-published-port',
  layer: 'netfilter',
  symptom: 'A container of an internal network gets no answer from a port that the host publishes.',
  confirm: 'The destination is translated to a container of another network, and the isolation rules drop that.',
  more: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
  explain: ofRule((stopped, finding) => {
    const drop = dockersDrop(stopped, finding)
    const translated = lastDestination(finding)
    if (drop?.internal == null || translated === undefined || finding.lostOn === 'reply') return null
    const { snapshot } = finding.scene
    const { from, to, internal } = drop
    const asked =
      translated.from.port === null ? translated.from.address : withPort(translated.from.address, translated.from.port)
    const network = networkToJoin(to, finding.scene)
    return blameRule(finding, stopped, {
      because: `network ${internal.name} is internal, and the published port ${asked} leads to ${translated.to.address} on another network`,
      remedy:
        from === null || network === null
          ? ['# let both containers share a network, and use the name of the container instead of the published port']
          : [
              dockerCommand(snapshot, 'network', 'connect', network.name, from.name),
              `# then use ${to?.name ?? 'the container'} by its name instead of the published port`,
            ],
    })
  }),
}
