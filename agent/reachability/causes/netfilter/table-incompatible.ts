import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { dockerRulesOf } from '../reading/docker-rules.ts'
import { isEngines } from '../reading/networks-of.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const tableIncompatible: Cause = {
  id: 'table-incompatible',
  layer: 'netfilter',
  symptom: 'The daemon cannot write its rules, or does not start.',
  confirm: "`iptables-nft -S` says \"table `filter' is incompatible, use 'nft' tool\".",
  more: 'https://github.com/moby/moby/issues/48411',
  explain: ofRule((stopped, finding) => {
    const { rule, blamed, loss } = stopped
    const { snapshot } = finding.scene
    // Other programs' tables may have any name and form; this one iptables-nft wants for itself.
    if (rule.kind !== 'nft' || blamed.backend !== 'nftables' || blamed.table !== 'filter' || blamed.family !== 'ip')
      return null
    if (!isEngines(loss.space, snapshot) || dockerRulesOf(loss.space).filters) return null
    return blameRule(finding, stopped, {
      because: 'rules in ip filter that only nft can write keep Docker from writing its own there',
      remedy: ['# move the rules of nft to a table of another name, then:', restartEngine(snapshot)],
    })
  }),
}
