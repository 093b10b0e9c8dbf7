import { withPort } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { answerApart } from '../reading/answers-apart.ts'
import { commandIn } from '../reading/command-in.ts'
import { askerWords } from '../reading/parties-words.ts'
import { whereOf } from '../reading/where.ts'

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
    const isIpv6 = to.address.includes(':')
    const setting = `net.bridge.bridge-nf-call-${isIpv6 ? 'ip6tables' : 'iptables'}`
    const value = space.sysctl(setting)
    if (value === 1) return null
    const asked = withPort(from.address, from.port ?? 0)
    return {
      summary: `${askerWords(finding)} asks ${asked}, which leads to ${to.address} on its own bridge: the answer goes straight from port to port, where br_netfilter does not show it to NAT.`,
      evidence: [
        {
          where: whereOf(space),
          fact:
            value === undefined ? `${setting}: no such setting, br_netfilter is not loaded` : `${setting} = ${value}`,
          object: space.key,
        },
      ],
      remedy: [
        ...(value === undefined ? ['modprobe br_netfilter'] : []),
        commandIn(space, `sysctl -w ${setting}=1`),
        `# or ask ${to.address} itself, instead of the published port`,
      ],
    }
  },
}
