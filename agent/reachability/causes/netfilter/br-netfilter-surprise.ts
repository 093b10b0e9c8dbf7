import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { programOf } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'
import { setSysctl } from '../reading/sysctl.ts'
import { spaceEvidence } from '../reading/where.ts'

export const brNetfilterSurprise: Cause = {
  id: 'br-netfilter-surprise',
  layer: 'netfilter',
  symptom:
    'Two containers, or virtual machines, on the same bridge do not reach each other: rules of IP drop bridged frames.',
  confirm: '`sysctl net.bridge.bridge-nf-call-iptables` is 1, and the counter of FORWARD rises.',
  more: 'https://docs.kernel.org/networking/bridge.html#bridge-netfilter',
  explain: ofRule((stopped, finding) => {
    if (!stopped.isBridged || stopped.hook !== 'forward') return null
    const { space } = stopped.loss
    const setting = `net.bridge.bridge-nf-call-${stopped.family}tables`
    return blameRule(finding, stopped, {
      because: 'the two are on the same bridge, and br_netfilter shows its frames to the rules for what is forwarded',
      evidence: [spaceEvidence(space, `${setting} = ${space.sysctl(setting) ?? 0}`)],
      remedy: remedyOf(stopped, setting),
    })
  }),
}

const remedyOf = (stopped: StoppedByRule, setting: string): readonly string[] => {
  const { loss, blamed } = stopped
  const program = programOf(blamed)
  const bridge = loss.device?.name
  const off = setSysctl(loss.space, setting, 0)
  if (program === null || bridge === undefined) return [off]
  const name = shellWord(bridge)
  return [
    commandIn(loss.space, `${program} -I FORWARD -i ${name} -o ${name} -j ACCEPT`),
    `# or for all bridges: ${off}`,
  ]
}
