import { familyOf } from '../../../firewall/prefix.ts'
import { sourceOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { iptablesIn } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A packet goes into a WireGuard tunnel with an address that is not the host's own: the other end takes it only if its AllowedIPs have it. */
export const vpnAllowedIps: Cause = {
  id: 'vpn-allowed-ips',
  layer: 'routing',
  symptom: 'The host reaches machines behind the VPN, its containers do not (timeout).',
  confirm:
    'wg show at the other end: the AllowedIPs of this host lack the subnet of the containers, and nothing masquerades it.',
  more: 'https://www.wireguard.com/#cryptokey-routing',
  explain: (finding) => {
    const { loss } = finding
    const device = loss?.device
    if (
      loss === null ||
      device?.kind !== 'wireguard' ||
      (loss.reason !== 'tunnel-unknown' && loss.reason !== 'beyond-uplink')
    )
      return null
    const source = sourceOf(loss.packet)
    if (addressesOn(device).some(({ local, address }) => (local ?? address) === source)) return null
    const length = source.includes(':') ? 128 : 32
    return {
      summary: `${packetWords(finding)} goes into the tunnel ${deviceWords(device)} with the source ${source}, which the other end takes only if it is in its AllowedIPs.`,
      evidence: [linkEvidence(device), linkEvidence(device, `source ${source}, not masqueraded`)],
      remedy: [
        iptablesIn(
          device.space,
          familyOf(source),
          `-t nat -A POSTROUTING -o ${shellWord(device.name)} -s ${source}/${length} -j MASQUERADE`,
        ),
        `# or at the other end: wg set INTERFACE peer KEY allowed-ips …,${source}/${length}`,
      ],
    }
  },
}
