import type { Container, Network } from '../../../../collectors/containers/record.ts'
import { networkKey } from '../../../topology/identity.ts'
import type { Cause, Evidence, Explanation, Finding } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { dockersDrop, networkToJoin } from '../reading/dockers-drop.ts'
import { networksOf } from '../reading/networks-of.ts'
import { packetWords } from '../reading/parties-words.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'

export const internalNetwork: Cause = {
  id: 'internal-network',
  layer: 'netfilter',
  symptom:
    'Time out (Docker 20.10 to 24), or "Network is unreachable" at once (25 and later); published ports do nothing.',
  confirm: '`docker network inspect NET -f {{.Internal}}` says true.',
  more: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
  explain: (finding) => {
    const stopped = stoppedByRule(finding)
    if (stopped === null) return withoutRoute(finding)
    const drop = dockersDrop(stopped, finding)
    if (drop?.internal == null) return null
    const { internal, from, to } = drop
    return blameRule(finding, stopped, {
      because: `network ${internal.name} is internal: nothing goes from it to others, or from others to it`,
      evidence: [flag(internal)],
      remedy: joined(finding, from, to),
    })
  },
}

/** All networks of the container are internal, so that it has no default route. */
const withoutRoute = (finding: Finding): Explanation | null => {
  const { loss, sourceContainer, source, scene } = finding
  if (loss?.reason !== 'no-route' || sourceContainer === null || loss.space !== source) return null
  const networks = networksOf(sourceContainer, scene.snapshot)
  const [internal] = networks
  if (internal === undefined || !networks.every((network) => network.internal)) return null
  return {
    summary: `${sourceContainer.name} has no way for ${packetWords(finding)}: its network ${internal.name} is internal, so it has no default route.`,
    evidence: [flag(internal)],
    remedy: joined(finding, sourceContainer, finding.targetContainer),
  }
}

const flag = ({ id, name }: Network): Evidence => ({
  where: `docker network inspect ${name}`,
  fact: '"Internal": true',
  object: networkKey(id),
})

/** The two share a network, or the sender gets one that leads outside. */
const joined = ({ scene }: Finding, from: Container | null, to: Container | null): readonly string[] => {
  const { snapshot } = scene
  if (from !== null && to !== null) {
    const network = networkToJoin(to, scene)
    if (network !== null) return [dockerCommand(snapshot, 'network', 'connect', network.name, from.name)]
  }
  const container = from ?? to
  return container === null ? [] : [dockerCommand(snapshot, 'network', 'connect', 'bridge', container.name)]
}
