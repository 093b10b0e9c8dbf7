import { destinationOf } from '../../packet/fields.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause } from '../cause.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

/** A host does not forward packets. */
export const ipForwardOff: Cause = {
  id: 'ip-forward-off',
  layer: 'routing',
  symptom:
    'Containers reach each other on one bridge, but nothing beyond (timeout); published ports work through docker-proxy only.',
  confirm: 'sysctl net.ipv4.ip_forward (of IPv6 net.ipv6.conf.all.forwarding) is 0, or that of the interface.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: (finding) => {
    const { loss } = finding
    if (loss?.reason !== 'forwarding-off') return null
    const { space, device, packet } = loss
    const name = settingOf(destinationOf(packet), space.sysctl('net.ipv4.ip_forward'), device)
    return {
      summary: `${spaceWords(space)} does not forward packets (${name} is 0): ${packetWords(finding)} ends there.`,
      evidence: [spaceEvidence(space, `${name} = 0`)],
      remedy: [
        setSysctl(space, name, 1),
        `# for ever: echo ${shellWord(`${name} = 1`)} >/etc/sysctl.d/60-forwarding.conf`,
      ],
    }
  },
}

const settingOf = (destination: string, ofAll: number | undefined, device: Device | undefined): string => {
  if (destination.includes(':')) return 'net.ipv6.conf.all.forwarding'
  return ofAll === 1 && device !== undefined ? deviceSetting(device, 'ipv4', 'forwarding') : 'net.ipv4.ip_forward'
}
