import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { isHost } from '../reading/host-space.ts'
import { spaceWords } from '../reading/parties-words.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const containerOwnFirewall: Cause = {
  id: 'container-own-firewall',
  layer: 'netfilter',
  symptom: 'Time out or refused, although nothing on the host drops the packet.',
  confirm: 'The rules inside the container: `nsenter --net=/proc/PID/ns/net iptables-save -c`, or `nft list ruleset`.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: ofRule((stopped, finding) => {
    const { space } = stopped.loss
    if (isHost(space, finding.scene.snapshot)) return null
    return blameRule(finding, stopped, { because: `it is a rule inside ${spaceWords(space)}, not of the host` })
  }),
}
