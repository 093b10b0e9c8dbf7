import { destinationOf } from '../../packet/fields.ts'
import { RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn, addressFamilyOf, holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A bridge has lost its address: containers have no gateway, and the host has no route to them. */
export const bridgeIpMissing: Cause = {
  id: 'bridge-ip-missing',
  layer: 'link',
  symptom:
    'Containers of one network reach each other, but not beyond (host unreachable); the host does not reach them.',
  confirm: 'ip address shows the bridge without an address.',
  more: 'https://github.com/moby/moby/issues/40217',
  explain: (finding) => {
    const missing = missingAt(finding)
    if (missing === null) return null
    const { bridge, address, prefixLength } = missing
    return {
      summary: `The bridge ${deviceWords(bridge)} has no address${address === null ? '' : ` (${address} is the gateway of its containers)`}: ${packetWords(finding)} does not find the way.`,
      evidence: [
        linkEvidence(
          bridge,
          `no ${finding.exchange?.probe.destination.includes(':') === true ? 'inet6' : 'inet'} address on ${bridge.name}`,
        ),
      ],
      remedy: [
        address === null
          ? '# give the bridge the address of the gateway: ip addr add GATEWAY/LENGTH dev BRIDGE'
          : commandIn(bridge.space, `ip addr add ${address}/${prefixLength} dev ${shellWord(bridge.name)}`),
      ],
    }
  },
}

interface Missing {
  readonly bridge: Device
  readonly address: string | null
  readonly prefixLength: number
}

/** Where a host goes that has no route to a bridge of its own. */
const astray: ReadonlySet<LossReason> = new Set([
  'no-route',
  'beyond-uplink',
  'neighbour-failed',
  'martian-source',
  'reverse-path',
])

const lacks = (bridge: Device, family: number): boolean =>
  bridge.kind === 'bridge' &&
  bridge.isUp &&
  !addressesOn(bridge).some((one) => one.family === family && one.scope !== RT_SCOPE_LINK)

const missingAt = (finding: Finding): Missing | null => {
  const { loss, scene } = finding
  if (loss === null || !astray.has(loss.reason)) return null
  const asked = askedNeighbour(finding)
  if (asked?.isGateway === true) {
    const bridge = segmentOf(asked.asker)
    if (asked.near.length > 0 || bridge === asked.asker || !lacks(bridge, addressFamilyOf(asked.address))) return null
    return { bridge, address: asked.address, prefixLength: lengthOn(asked.asker, asked.address) }
  }
  const destination = destinationOf(loss.packet)
  for (const { device } of holdersOf(scene, destination)) {
    const bridge = segmentOf(device)
    if (bridge.space !== loss.space || bridge === device || !lacks(bridge, addressFamilyOf(destination))) continue
    return { bridge, address: usedGateway(device, destination), prefixLength: lengthOn(device, destination) }
  }
  return null
}

const lengthOn = (device: Device, address: string): number =>
  addressesOn(device).find(({ family, scope }) => family === addressFamilyOf(address) && scope !== RT_SCOPE_LINK)
    ?.prefixLength ?? 24

/** The gateway that the container uses. */
const usedGateway = ({ space, ifindex }: Device, address: string): string | null =>
  space.routes.find(
    ({ family, destinationLength, gateway, outputInterface }) =>
      family === addressFamilyOf(address) &&
      destinationLength === 0 &&
      gateway !== undefined &&
      outputInterface === ifindex,
  )?.gateway ?? null
