import { destinationOf, sourceOf } from '../../packet/fields.ts'
import { AF_INET, RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn, holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { routeTo } from '../reading/route-at.ts'
import { lowerOf } from '../reading/segment.ts'
import { lossEvidence } from '../reading/where.ts'

/** Nobody outside has a route to the subnet of an ipvlan network in mode l3. */
export const ipvlanL3NoReturnRoute: Cause = {
  id: 'ipvlan-l3-no-return-route',
  layer: 'link',
  symptom: 'A container of an ipvlan network in mode l3 reaches nobody beyond its host (timeout).',
  confirm: 'The router has no route to the subnet of the network by the address of the host.',
  more: 'https://docs.docker.com/engine/network/drivers/ipvlan/#ipvlan-l3-mode-example',
  explain: (finding) => {
    const { loss } = finding
    const device = l3Device(finding)
    if (loss === null || device === null) return null
    const lower = lowerOf(device)
    const by = lower === null ? undefined : addressesOn(lower).find(({ family }) => family === AF_INET)?.local
    const command = `ip route add ${subnetOf(device) ?? 'SUBNET'} via ${by ?? 'HOST'}`
    const isKnown = loss.reason === 'no-route'
    return {
      summary: isKnown
        ? `${spaceWords(loss.space)} has no route to the ipvlan subnet of ${deviceWords(device)}: ${packetWords(finding)} does not get back.`
        : `${deviceWords(device)} is an ipvlan in mode l3: ${packetWords(finding)} comes back only if the router outside has a route to its subnet.`,
      evidence: [linkEvidence(device, `${device.name} ipvlan mode l3`), lossEvidence(loss)],
      remedy: [isKnown ? commandIn(loss.space, command) : `# on the router: ${command}`],
    }
  },
}

/** The network of an interface, by the route that the kernel makes for its address. */
const subnetOf = ({ space, ifindex }: Device): string | null => {
  const record = space.routes.find(
    ({ family, type, scope, outputInterface, destination }) =>
      family === AF_INET &&
      type === 'unicast' &&
      scope === RT_SCOPE_LINK &&
      outputInterface === ifindex &&
      destination !== undefined,
  )
  return record === undefined ? null : routeTo(record)
}

const isL3 = ({ record }: Device): boolean => {
  const link = record.info?.link
  return link?.kind === 'ipvlan' && link.data?.mode !== 'l2'
}

const l3Device = ({ loss, lostOn, scene }: Finding): Device | null => {
  if (loss === null) return null
  const isAnswer = loss.reason === 'no-route' && lostOn === 'reply'
  if (!isAnswer && loss.reason !== 'beyond-uplink') return null
  const address = isAnswer ? destinationOf(loss.packet) : sourceOf(loss.packet)
  const found = holdersOf(scene, address).find(({ device }) => isL3(device) && device.space !== loss.space)
  return found?.device ?? null
}
