import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { hasDefaultRoute } from '../reading/route-at.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** A host that forwards IPv6 takes no advertisements of routers any more, unless it is told to: its default route is gone. */
export const ipv6HostRouteLost: Cause = {
  id: 'ipv6-host-route-lost',
  layer: 'routing',
  symptom: 'After Docker switched IPv6 forwarding on, host and containers lose their way out over IPv6.',
  confirm: 'ip -6 route shows no default route `proto ra`; net.ipv6.conf.IF.forwarding is 1 and accept_ra is 1.',
  more: 'https://github.com/moby/moby/issues/43466',
  explain: (finding) => {
    const uplink = forgetful(finding)
    if (uplink === null) return null
    const { space } = uplink
    const acceptRa = deviceSetting(uplink, 'ipv6', 'accept_ra')
    return {
      summary: `${deviceWords(uplink)} ignores router advertisements, as ${spaceWords(space)} forwards IPv6: there is no default route for ${packetWords(finding)}.`,
      evidence: [
        linkEvidence(uplink, `${deviceSetting(uplink, 'ipv6', 'forwarding')} = 1`),
        linkEvidence(uplink, `${acceptRa} = 1`),
      ],
      remedy: [setSysctl(space, acceptRa, 2)],
    }
  },
}

const forgetful = ({ loss, scene, exchange }: Finding): Device | null => {
  if (loss?.reason !== 'no-route' || exchange?.probe.destination.includes(':') !== true) return null
  const { space } = loss
  if (hasDefaultRoute(space, '::')) return null
  for (const device of space.devices.values()) {
    const settings = device.record.protocols?.ipv6?.settings
    const isFirst = device.kind !== 'bridge' && device.kind !== 'loopback' && device.master === null
    if (isFirst && settings?.forwarding === 1 && settings.acceptRa === 1 && scene.isUplink(device)) return device
  }
  return null
}
