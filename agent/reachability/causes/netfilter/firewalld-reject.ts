import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { shellWord } from '../reading/shell-word.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const firewalldReject: Cause = {
  id: 'firewalld-reject',
  layer: 'netfilter',
  symptom:
    '"No route to host" at once: firewalld rejects with icmp-admin-prohibited; or a time out, where a zone drops.',
  confirm:
    '`firewall-cmd --get-active-zones` does not show the bridge in the zone docker; the counter of the reject rises.',
  more: 'https://github.com/firewalld/firewalld/issues/844',
  explain: ofRule((stopped, finding) => {
    if (stopped.blamed.author !== 'firewalld') return null
    const name = stopped.loss.device?.name
    const port = finding.exchange?.probe.port
    const { protocol } = finding.exchange?.probe ?? {}
    const isInput = stopped.hook === 'input' && port !== undefined
    return blameRule(finding, stopped, {
      because: `firewalld lets nothing else through for the zone of ${name ?? 'the interface'}`,
      remedy: [
        ...(isInput ? [`firewall-cmd --add-port=${port}/${protocol}`] : []),
        ...(name === undefined ? [] : [`firewall-cmd --zone=trusted --change-interface=${shellWord(name)}`]),
        '# with --permanent it lasts; the bridges of Docker belong to the zone docker',
      ],
    })
  }),
}
