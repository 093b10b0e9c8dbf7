import { echoPacket } from '../../packet/build.ts'
import { arpOf, sourceOf } from '../../packet/fields.ts'
import { rpFilterOf } from '../../routing/settings.ts'
import { validateSource } from '../../routing/validate-source.ts'
import type { Device } from '../../scene/device.ts'
import type { Loss } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** A packet comes in by another interface than the one to its sender, which the reverse path filter forbids. */
export const rpFilterDrop: Cause = {
  id: 'rp-filter-drop',
  layer: 'routing',
  symptom: 'Timeout on asymmetric paths; of a neighbour, host unreachable.',
  confirm: 'sysctl net.ipv4.conf.{all,IF}.rp_filter is 1; nstat shows TcpExtIPReversePathFilter rising.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const refused = refusedSource(finding)
    if (refused === null) return null
    const { device, source, isAsking } = refused
    const own = deviceSetting(device, 'ipv4', 'rp_filter')
    const ofAll = device.space.sysctl('net.ipv4.conf.all.rp_filter') ?? 0
    const value = rpFilterOf(device.space, device)
    return {
      summary: `${deviceWords(device)} takes nothing from ${source}, as the way back does not lead there (rp_filter is ${value}): ${packetWords(finding)} is dropped${isAsking ? ', and questions for a hardware address stay without an answer' : ''}.`,
      evidence: [
        linkEvidence(device, `${ofAll >= value ? 'net.ipv4.conf.all.rp_filter' : own} = ${value}`),
        linkEvidence(device, finding.loss?.fact() ?? ''),
      ],
      remedy: [
        ...(value === 1
          ? [setSysctl(device.space, own, 2)]
          : [`# there is no route at all back to ${source}: add one`]),
        '# or make the routes symmetric',
      ],
    }
  },
}

interface RefusedSource {
  readonly device: Device
  readonly source: string
  readonly isAsking: boolean
}

const refusedSource = (finding: Finding): RefusedSource | null => {
  const { loss } = finding
  if (loss?.reason === 'reverse-path' && loss.device !== undefined)
    return { device: loss.device, source: sourceOf(loss.packet), isAsking: false }
  for (const one of askedNeighbour(finding)?.because ?? []) {
    const refused = one.reason === 'arp-ignored' ? refusedAsker(one) : null
    if (refused !== null) return refused
  }
  return null
}

/** ARP asks the same filter whether it may answer who asks. */
const refusedAsker = ({ packet, device }: Loss): RefusedSource | null => {
  const arp = arpOf(packet)
  if (arp === null || device === undefined || rpFilterOf(device.space, device) === 0) return null
  const { senderAddress: source, targetAddress: destination } = arp
  const probe = echoPacket({ label: 'reverse path', source, destination, identifier: 0 })
  const verdict = validateSource(device.space, probe, device)
  return verdict === 'reverse-path' ? { device, source, isAsking: true } : null
}
