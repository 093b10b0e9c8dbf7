import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'
import { interfaceWhere, whereOf } from '../reading/where.ts'

export const netdevOrTcDrop: Cause = {
  id: 'netdev-or-tc-drop',
  layer: 'netfilter',
  symptom: 'Time out before any counter of iptables moves.',
  confirm: 'Chains of the family netdev in `nft list ruleset`; `tc -s filter show dev IF ingress`; `bpftool net show`.',
  more: 'https://man7.org/linux/man-pages/man8/nft.8.html',
  explain: (finding) => {
    const { loss } = finding
    if (loss?.reason === 'program') {
      const { device, space } = loss
      const at = device === undefined ? whereOf(space) : interfaceWhere(device)
      const name = shellWord(device?.name ?? 'IF')
      return {
        summary: `A program of BPF or traffic control drops ${packetWords(finding)}, before or after all rules.`,
        evidence: [{ where: at, fact: loss.fact(), object: space.key }],
        remedy: [
          `# see what is attached: ${commandIn(space, `tc filter show dev ${name} ingress`)}`,
          `# or: ${commandIn(space, 'bpftool net show')}`,
        ],
      }
    }
    const stopped = stoppedByRule(finding)
    if (stopped === null || (stopped.hook !== 'ingress' && stopped.hook !== 'egress')) return null
    const name = stopped.loss.device?.name ?? 'the interface'
    return blameRule(finding, stopped, {
      because: `it stands at ${name} itself, where no rule of iptables sees packets`,
    })
  },
}
