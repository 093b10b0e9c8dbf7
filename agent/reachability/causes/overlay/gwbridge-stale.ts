import { overlap } from '../../../firewall/prefix.ts'
import { RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { addressesOn } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'

const reasons: ReadonlySet<LossReason> = new Set([
  'neighbour-failed',
  'otherhost',
  'no-route',
  'reverse-path',
  'not-mine',
])
const name = 'docker_gwbridge'

/** The bridge over which tasks of a swarm reach the outside has addresses that something else has, too. */
export const gwbridgeStale: Cause = {
  id: 'gwbridge-stale',
  layer: 'overlay',
  symptom: 'Tasks do not reach the outside, or published ports of tasks on their own node fail.',
  confirm:
    '`ip address` shows another interface with the subnet of docker_gwbridge; `ip neigh show dev docker_gwbridge` is old.',
  more: 'https://github.com/moby/moby/issues/35922',
  explain: (finding) => {
    const found = conflicting(finding)
    if (found === null) return null
    const { bridge, other } = found
    return {
      summary: `${bridge.name} and ${other.name} have addresses of the same subnet: ${packetWords(finding)} goes the wrong way.`,
      evidence: [bridge, other].map((device) => linkEvidence(device, `${device.name} ${netsOf(device).join(', ')}`)),
      remedy: [
        commandIn(bridge.space, `ip neigh flush dev ${name}`),
        '# make the bridge anew with another subnet: leave the swarm, docker network rm docker_gwbridge, docker network create --subnet SUBNET -o com.docker.network.bridge.enable_icc=false docker_gwbridge',
      ],
    }
  },
}

const netsOf = (device: Device): readonly string[] =>
  addressesOn(device)
    .filter(({ scope }) => scope < RT_SCOPE_LINK)
    .map(({ local, address, prefixLength }) => `${local ?? address}/${prefixLength}`)

const conflicting = ({ loss }: Finding): { bridge: Device; other: Device } | null => {
  if (loss === null || !reasons.has(loss.reason)) return null
  const near = loss.device === undefined ? undefined : segmentOf(loss.device)
  const bridge = near?.name === name ? near : loss.space.deviceNamed(name)
  if (bridge === undefined) return null
  const own = netsOf(bridge)
  const other = [...bridge.space.devices.values()].find(
    (device) =>
      device !== bridge && netsOf(device).some((net) => own.some((mine) => (overlap(mine, net) ?? 'none') !== 'none')),
  )
  // Others on this host may fail for other reasons.
  const isOnIt = other !== undefined && (near === bridge || near === other || loss.device === other)
  return isOnIt ? { bridge, other } : null
}
