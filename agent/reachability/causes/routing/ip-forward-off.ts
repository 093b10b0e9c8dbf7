import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { whereOf } from '../reading/where.ts'

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
    const name = settingOf(destinationOf(packet), space.sysctl('net.ipv4.ip_forward'), device?.name)
    return {
      summary: `${spaceWords(space)} does not forward packets (${name} is 0): ${packetWords(finding)} ends there.`,
      evidence: [{ where: whereOf(space), fact: `${name} = 0`, object: space.key }],
      remedy: [
        commandIn(space, `sysctl -w ${shellWord(`${name}=1`)}`),
        `# for ever: echo ${shellWord(`${name} = 1`)} >/etc/sysctl.d/60-forwarding.conf`,
      ],
    }
  },
}

const settingOf = (destination: string, ofAll: number | undefined, device: string | undefined): string => {
  if (destination.includes(':')) return 'net.ipv6.conf.all.forwarding'
  return ofAll === 1 && device !== undefined
    ? `net.ipv4.conf.${device.replaceAll('.', '/')}.forwarding`
    : 'net.ipv4.ip_forward'
}
