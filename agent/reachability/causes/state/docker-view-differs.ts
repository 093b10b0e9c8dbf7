import type { Container } from '../../../../collectors/containers/record.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { hasAddress } from '../reading/vxlan.ts'
import { spaceEvidence } from '../reading/where.ts'

/** Names and published ports lead to the address that Docker gave it, and it has another one. */
export const dockerViewDiffers: Cause = {
  id: 'docker-view-differs',
  layer: 'state',
  symptom: 'No route to host at the address that `docker inspect` shows, and at names and published ports.',
  confirm: '`docker inspect` and `ip address` in the namespace of the container show different addresses.',
  more: 'https://docs.docker.com/reference/cli/docker/network/connect/',
  explain: (finding) => {
    const { loss, lostOn, scene } = finding
    if (loss === null || lostOn !== 'request') return null
    const destination = destinationOf(loss.packet)
    for (const container of scene.snapshot.containers) {
      if (!container.endpoints.some(({ ipv4, ipv6 }) => ipv4 === destination || ipv6 === destination)) continue
      const found = differing(container, finding)
      if (found?.claimed === destination) return explanation(found, finding, 'and what is sent there reaches nobody')
    }
    return null
  },
  warn: (finding) => {
    const container = finding.targetContainer
    const found = container === null ? null : differing(container, finding)
    return found === null
      ? null
      : explanation(found, finding, 'and the names and published ports of Docker lead to the one that it does not have')
  },
}

interface Differing {
  readonly container: Container
  readonly space: Space
  readonly claimed: string
  readonly network: string
}

/** An address that Docker says it has, and that its namespace has not. */
const differing = (container: Container, { scene }: Finding): Differing | null => {
  const space = container.netns === null ? undefined : scene.space(container.netns)
  if (space === undefined) return null
  for (const { ipv4, ipv6, networkName: network } of container.endpoints)
    for (const claimed of [ipv4, ipv6])
      if (claimed !== '' && !hasAddress(space, claimed)) return { container, space, claimed, network }
  return null
}

const explanation = (
  { container, space, claimed, network }: Differing,
  { scene: { snapshot } }: Finding,
  so: string,
): Explanation => {
  const name = containerWords(container)
  const shown = space.addresses.flatMap(({ local, address, ifindex, prefixLength }) => {
    const device = space.devices.get(ifindex)
    return device === undefined || device.kind === 'loopback'
      ? []
      : [`${device.name} ${local ?? address}/${prefixLength}`]
  })
  return {
    summary: `Docker gave ${name} the address ${claimed}, ${so}: it was changed inside.`,
    evidence: [
      containerEvidence(container, `NetworkSettings.Networks.${network}.IPAddress=${claimed}`),
      spaceEvidence(space, `ip address: ${shown.length === 0 ? 'lo only' : shown.join(', ')}`),
    ],
    remedy: [
      dockerCommand(snapshot, 'network', 'disconnect', network, name),
      dockerCommand(snapshot, 'network', 'connect', network, name),
      `# or see who changes it: ${commandIn(space, 'ip monitor address')}`,
    ],
  }
}
