import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { BlamedRule } from '../../answer.ts'
import { blamedRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Space } from '../../scene/space.ts'
import type { Evidence } from '../cause.ts'
import { commandIn } from './command-in.ts'
import { spaceWords } from './parties-words.ts'
import { shellWord } from './shell-word.ts'
import { whereOf } from './where.ts'

/** `The rule DOCKER-USER #2 on the host`, `The policy of FORWARD on the host`. */
export const ruleWords = ({ space, ...reference }: RuleReference, blamed: BlamedRule): string => {
  const { backend, family, table, chain, position } = blamed
  const isNative = backend === 'nftables'
  const name = reference.rule === null ? `The policy of ${chain}` : `The rule ${chain} #${position}`
  const inTable = isNative ? ` (table ${family} ${table})` : table === 'filter' ? '' : ` (table ${table})`
  return `${name}${inTable} on ${spaceWords(space)}`
}

/** A rule, or a policy, as the tool shows it that writes it. */
export const ruleEvidence = (reference: RuleReference, snapshot: Snapshot): Evidence => {
  const { space } = reference
  const blamed = blamedRule(reference, snapshot)
  const { backend, family, table, chain, position, text } = blamed
  const named = backend === 'nftables' || family !== 'ip' ? `${family} ${table}` : table
  const policy = backend === 'nftables' ? text : `-P ${chain} ${text.replace('policy ', '').toUpperCase()}`
  const isPolicy = reference.rule === null
  return {
    where: `${whereOf(space)}, table ${named}, chain ${chain}${isPolicy ? '' : `, rule ${position}`}`,
    fact: isPolicy ? policy : text,
    object: space.key,
  }
}

const programs: { readonly [family: string]: string } = {
  ip: 'iptables',
  ip6: 'ip6tables',
  arp: 'arptables',
  bridge: 'ebtables',
}

/** The program of a rule that iptables, or its like, wrote; null for those of nft. */
export const programOf = ({ backend, family }: BlamedRule): string | null => {
  const program = backend === 'nftables' ? undefined : programs[family]
  if (program === undefined) return null
  return backend === 'iptables-legacy' ? `${program}-legacy` : program
}

/** The command that takes a rule away, or lets a policy accept. */
export const removalOf = (reference: RuleReference, snapshot: Snapshot): string => {
  const blamed = blamedRule(reference, snapshot)
  return commandIn(reference.space, reference.rule === null ? acceptingPolicy(blamed) : removal(blamed))
}

const removal = (blamed: BlamedRule): string => {
  const { family, table, chain, position, handle } = blamed
  const program = programOf(blamed)
  return program === null
    ? `nft delete rule ${family} ${shellWord(table)} ${shellWord(chain)} handle ${handle ?? '?'}`
    : `${program} ${inTable(table)}-D ${shellWord(chain)} ${position}`
}

const acceptingPolicy = (blamed: BlamedRule): string => {
  const { family, table, chain } = blamed
  const program = programOf(blamed)
  return program === null
    ? `nft chain ${family} ${shellWord(table)} ${shellWord(chain)} '{ policy accept ; }'`
    : `${program} ${inTable(table)}-P ${shellWord(chain)} ACCEPT`
}

const inTable = (table: string): string => (table === 'filter' ? '' : `-t ${shellWord(table)} `)

/** A command of iptables for the packets of a family: `iptables -I FORWARD …`. */
export const iptablesIn = (space: Space, family: string, words: string): string =>
  commandIn(space, `${programs[family] ?? 'iptables'} ${words}`)
