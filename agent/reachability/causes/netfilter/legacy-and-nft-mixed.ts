import { blamedRule } from '../../blame.ts'
import type { Cause, Finding } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'
import { whereOf } from '../reading/where.ts'

export const legacyAndNftMixed: Cause = {
  id: 'legacy-and-nft-mixed',
  layer: 'netfilter',
  symptom: 'Time out, although the rules that `iptables` shows accept it.',
  confirm: 'Both `iptables-legacy-save` and `iptables-nft-save` show rules; a packet has to pass both.',
  more: 'https://github.com/docker/for-linux/issues/927',
  explain: ofRule((stopped, finding) => {
    const other = otherRules(stopped, finding)
    if (other === null) return null
    const { space } = stopped.loss
    const mine = stopped.rule.kind === 'xt' ? 'iptables-legacy' : 'iptables-nft'
    return blameRule(finding, stopped, {
      because: `it is of ${mine}, while other rules of the same hook are of ${other.tool}, and a packet has to pass both`,
      evidence: [
        {
          where: `${whereOf(space)}, ${other.tool}`,
          fact: `${other.count} rules in ${other.chain}`,
          object: space.key,
        },
      ],
      remedy: [
        removalOf(stopped.rule, finding.scene.snapshot),
        '# keep all rules in one of the two (update-alternatives --config iptables)',
      ],
    })
  }),
}

interface OtherRules {
  readonly tool: string
  readonly chain: string
  readonly count: number
}

/** Rules at the same hook that the other program of iptables keeps. */
const otherRules = ({ rule, hook, family, blamed }: StoppedByRule, { scene }: Finding): OtherRules | null => {
  const { space } = rule
  if (family !== 'ip' && family !== 'ip6') return null
  if (rule.kind === 'xt') {
    for (const table of space.nftables) {
      if (table.family !== family || table.name !== rule.table.name) continue
      for (const chain of table.chains) {
        if (chain.base?.hook !== hook || chain.rules.length === 0) continue
        const { backend } = blamedRule(
          { kind: 'nft', space, table, chain, rule: chain.rules[0] ?? null, number: 1 },
          scene.snapshot,
        )
        return { tool: backend === 'nftables' ? 'nft' : backend, chain: chain.name, count: chain.rules.length }
      }
    }
    return null
  }
  if (blamed.backend !== 'iptables-nft') return null
  const legacy = family === 'ip' ? 'ipv4' : 'ipv6'
  for (const table of space.xtables) {
    if (table.family !== legacy || table.name !== rule.table.name) continue
    const chains: readonly { name: string; base: { hook: string } | null; rules: readonly unknown[] }[] = table.chains
    const chain = chains.find(({ base, rules }) => base?.hook === hook && rules.length > 0)
    if (chain !== undefined) return { tool: 'iptables-legacy', chain: chain.name, count: chain.rules.length }
  }
  return null
}
