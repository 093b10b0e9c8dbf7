import { isWithin } from '../../../firewall/prefix.ts'
import { routeText } from '../../ip/route-notes.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { networkOfBridge } from '../reading/networks-of.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { ipFor, routeTo } from '../reading/route-at.ts'
import { shellWord } from '../reading/shell-word.ts'
import { spaceEvidence } from '../reading/where.ts'

type RouteRecord = Space['routes'][number]

/** RTPROT_KERNEL, linux/rtnetlink.h: it came with an address. */
const RTPROT_KERNEL = 2

/** The subnet of a bridge covers a network that is somewhere else. */
export const subnetOverlap: Cause = {
  id: 'subnet-overlap',
  layer: 'routing',
  symptom:
    'A machine in the LAN or VPN is not reached from this host (host unreachable): packets for it go to a bridge.',
  confirm: 'ip route get ADDRESS names a bridge; a less specific route, or the true network, is elsewhere.',
  more: 'https://github.com/moby/moby/issues/46615',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const route = finding.loss?.packet.route ?? null
    if (asked === null || route === null || asked.isGateway || asked.near.length > 0) return null
    const { asker, address } = asked
    if (asker.kind !== 'bridge') return null
    const { space } = asker
    const other = otherRoute(space, address, asker.ifindex)
    const holder = asked.meant?.device
    if (other === undefined && (holder === undefined || holder.space === space)) return null
    const destination = `${route.record?.destination ?? address}/${route.record?.destinationLength ?? 32}`
    const network = networkOfBridge(asker.name, space, finding.scene.snapshot)
    const isAdded = route.record !== null && route.record.protocol !== RTPROT_KERNEL
    return {
      summary: `${spaceWords(space)} takes ${address} to be on ${deviceWords(asker)} (${destination}), but it is ${holder === undefined ? 'elsewhere' : `at ${deviceWords(holder)}`}: ${packetWords(finding)} goes to the bridge.`,
      evidence: [
        linkEvidence(asker, routeText(route)),
        ...(other === undefined ? [] : [spaceEvidence(space, `${routeTo(other)} ${wayOf(space, other)}`)]),
      ],
      remedy: [
        ...(isAdded
          ? [commandIn(space, `${ipFor(address)} route del ${destination} dev ${shellWord(asker.name)}`)]
          : []),
        ...(other === undefined || isAdded
          ? []
          : [commandIn(space, `${ipFor(address)} route add ${address} ${wayOf(space, other)}`)]),
        network === null
          ? '# give the bridge another subnet'
          : `# create the network ${shellWord(network.name)} again with another --subnet, or set default-address-pools in /etc/docker/daemon.json`,
      ],
    }
  },
}

/** A route that would lead there, were the bridge not: any but the default one. */
const otherRoute = (space: Space, address: string, bridge: number): RouteRecord | undefined =>
  space.routes.find(
    ({ destination, destinationLength, outputInterface, type }) =>
      type === 'unicast' &&
      destination !== undefined &&
      destinationLength > 0 &&
      outputInterface !== undefined &&
      outputInterface !== bridge &&
      isWithin(`${destination}/${destinationLength}`, address),
  )

const wayOf = (space: Space, { gateway, outputInterface = 0 }: RouteRecord): string =>
  `${gateway === undefined ? '' : `via ${gateway} `}dev ${shellWord(space.devices.get(outputInterface)?.name ?? `${outputInterface}`)}`
