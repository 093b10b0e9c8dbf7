import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { programOf } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'
import { whereOf } from '../reading/where.ts'

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
    const setting = settingOf(stopped)
    return blameRule(finding, stopped, {
      because: 'the two are on the same bridge, and br_netfilter shows its frames to the rules for what is forwarded',
      evidence: [{ where: whereOf(space), fact: `${setting} = ${space.sysctl(setting) ?? 0}`, object: space.key }],
      remedy: remedyOf(stopped, setting),
    })
  }),
}

const settingOf = ({ family }: StoppedByRule): string => `net.bridge.bridge-nf-call-${family}tables`

const remedyOf = (stopped: StoppedByRule, setting: string): readonly string[] => {
  const { loss, blamed } = stopped
  const program = programOf(blamed)
  const bridge = loss.device?.name
  const off = commandIn(loss.space, `sysctl -w ${setting}=0`)
  if (program === null || bridge === undefined) return [off]
  const name = shellWord(bridge)
  return [
    commandIn(loss.space, `${program} -I FORWARD -i ${name} -o ${name} -j ACCEPT`),
    `# or for all bridges: ${off}`,
  ]
}
