import type { Space } from '../../scene/space.ts'
import type { Cause, Finding } from '../cause.ts'
import { atBalancer } from '../reading/at-balancer.ts'
import { isStopped } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { askedWords, spaceWords } from '../reading/parties-words.ts'
import { hasAddress, remoteEntries, vxlanBeside } from '../reading/vxlan.ts'
import { whereOf } from '../reading/where.ts'

export const ipvsNoDestination: Cause = {
  id: 'ipvs-no-destination',
  layer: 'overlay',
  symptom: 'A service is refused or times out at its virtual address and at its published port.',
  confirm: '`ipvsadm -Ln` in the namespace shows the fwmark without a real server, or with weight 0.',
  more: 'https://docs.docker.com/reference/cli/docker/service/scale/',
  explain: (finding) => {
    const found = atBalancer(finding)
    if (found === null || !found.hasIpvs || hasTasks(found.space, finding)) return null
    const { space, marking } = found
    const { snapshot } = finding.scene
    return {
      summary: `Nobody serves ${askedWords(finding)}: ${spaceWords(space)} knows no task on this node or another.`,
      evidence: [{ where: `${whereOf(space)}, table mangle`, fact: marking.text, object: space.key }],
      remedy: [dockerCommand(snapshot, 'service', 'ls'), '# then: docker service scale SERVICE=1'],
    }
  },
}

/** Tasks of its network: here a container, elsewhere an entry of the VXLAN. */
const hasTasks = (space: Space, { scene }: Finding): boolean => {
  const { networks, containers } = scene.snapshot
  const vxlans = [...space.devices.values()].flatMap((device) => vxlanBeside(device) ?? [])
  if (vxlans.some((device) => remoteEntries(device).length > 0)) return true
  const overlays = new Set(networks.filter(({ driver }) => driver === 'overlay').map(({ id }) => id))
  return containers.some(
    (container) =>
      !isStopped(container) &&
      container.endpoints.some(({ networkId, ipv4 }) => overlays.has(networkId) && !hasAddress(space, ipv4)),
  )
}
