import type { Cause } from '../cause.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { missingRules } from '../reading/missing-rules.ts'

export const dockerIptablesDisabled: Cause = {
  id: 'docker-iptables-disabled',
  layer: 'netfilter',
  symptom: 'Nothing is masqueraded and no published port is translated; only proxies work.',
  confirm: '`iptables-save` has no chain of Docker at all; "iptables": false in /etc/docker/daemon.json.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#prevent-docker-from-manipulating-firewall-rules',
  explain: (finding) => {
    const missing = missingRules(finding)
    if (missing === null || missing.hasChains) return null
    return {
      summary: `Docker has no rules on this host, as with iptables=false or after a flush of everything: ${missing.words}.`,
      evidence: [missing.evidence],
      remedy: [
        '# take "iptables": false out of /etc/docker/daemon.json and --iptables=false out of its command line, then:',
        restartEngine(finding.scene.snapshot),
      ],
    }
  },
}
