import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { dockerRulesOf } from '../reading/docker-rules.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const backendSwitchLeftover: Cause = {
  id: 'backend-switch-leftover',
  layer: 'netfilter',
  symptom: 'What goes to published ports times out after the daemon moved to --firewall-backend=nftables.',
  confirm: '`iptables -S FORWARD` shows -P FORWARD DROP, and `nft list tables` the table ip docker-bridges.',
  more: 'https://docs.docker.com/engine/network/firewall-nftables/',
  explain: ofRule((stopped, finding) => {
    const { isPolicy, hook, rule, loss } = stopped
    if (!isPolicy || hook !== 'forward' || rule.chain.name !== 'FORWARD' || !dockerRulesOf(loss.space).hasOwnTables)
      return null
    return blameRule(finding, stopped, {
      because: 'Docker set it when it used iptables, and now writes its rules to a table of nftables',
    })
  }),
}
