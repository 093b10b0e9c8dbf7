import { sourceOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { shellWord } from '../reading/shell-word.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const banListHit: Cause = {
  id: 'ban-list-hit',
  layer: 'netfilter',
  symptom: 'One source gets nothing, or is refused, and all others are served.',
  confirm:
    'Its address is in the list: `fail2ban-client status JAIL`, `cscli decisions list`, `ipset list`, `nft list set …`.',
  more: 'https://github.com/docker/for-linux/issues/179',
  explain: ofRule((stopped, finding) => {
    const list = listOf(stopped)
    if (list === null) return null
    const address = sourceOf(stopped.loss.packet)
    return blameRule(finding, stopped, {
      because: `${address} is in ${list.words}`,
      remedy: [list.unban(address)],
    })
  }),
}

interface BanList {
  readonly words: string
  /** Takes an address out of it. */
  readonly unban: (address: string) => string
}

const listOf = ({ blamed, rule: { space } }: StoppedByRule): BanList | null => {
  const { author, chain, text, family, table } = blamed
  if (author === 'fail2ban') {
    const jail = chain.replace(/^(f2b|fail2ban)-/, '')
    return {
      words: `the bans of fail2ban (${jail})`,
      unban: (address) =>
        jail === chain
          ? `fail2ban-client unban ${address}`
          : `fail2ban-client set ${shellWord(jail)} unbanip ${address}`,
    }
  }
  if (author === 'CrowdSec')
    return { words: 'the decisions of CrowdSec', unban: (address) => `cscli decisions delete --ip ${address}` }
  const [, not, ipset] = /(! )?--match-set (\S+) src\b/.exec(text) ?? []
  if (ipset !== undefined && not === undefined)
    return {
      words: `the set ${ipset}`,
      unban: (address) => commandIn(space, `ipset del ${shellWord(ipset)} ${address}`),
    }
  const [, set] = /\bsaddr @(\S+)/.exec(text) ?? []
  if (set === undefined) return null
  return {
    words: `the set ${set}`,
    unban: (address) =>
      commandIn(space, `nft delete element ${family} ${shellWord(table)} ${shellWord(set)} '{ ${address} }'`),
  }
}
