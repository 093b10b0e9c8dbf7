import { familyOf, withPort } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { answerApart } from '../reading/answers-apart.ts'
import { askerWords } from '../reading/parties-words.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

export const brNetfilterMissing: Cause = {
  id: 'br-netfilter-missing',
  layer: 'netfilter',
  symptom:
    'A published port times out for neighbours of its container on the same bridge; enable_icc=false has no effect.',
  confirm:
    '`sysctl net.bridge.bridge-nf-call-iptables` is 0, or there is no such setting (`lsmod | grep br_netfilter`).',
  more: 'https://docs.kernel.org/networking/bridge.html#bridge-netfilter',
  explain: (finding) => {
    const translated = answerApart(finding)
    if (translated === null || finding.exchange?.reached?.space === finding.source) return null
    const { space, from, to } = translated
    const setting = `net.bridge.bridge-nf-call-${familyOf(to.address)}tables`
    const value = space.sysctl(setting)
    if (value === 1) return null
    const asked = withPort(from.address, from.port ?? 0)
    return {
      summary: `${askerWords(finding)} asks ${asked}, which leads to ${to.address} on its own bridge: the answer goes straight from port to port, where br_netfilter does not show it to NAT.`,
      evidence: [
        spaceEvidence(
          space,
          value === undefined ? `${setting}: no such setting, br_netfilter is not loaded` : `${setting} = ${value}`,
        ),
      ],
      remedy: [
        ...(value === undefined ? ['modprobe br_netfilter'] : []),
        setSysctl(space, setting, 1),
        `# or ask ${to.address} itself, instead of the published port`,
      ],
    }
  },
}
