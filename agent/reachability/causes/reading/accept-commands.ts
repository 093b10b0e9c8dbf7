import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { Finding } from '../cause.ts'
import { commandIn } from './command-in.ts'
import { programOf } from './rule-words.ts'
import { shellWord } from './shell-word.ts'
import type { StoppedByRule } from './stopped-by-rule.ts'

/** Commands that let this one packet, and the answers to it, pass the chain that stops it, before all other rules of the chain. */
export const acceptCommands = (stopped: StoppedByRule, { exchange }: Finding): readonly string[] => {
  const { loss, blamed, rule } = stopped
  const { space, packet } = loss
  const { port, protocol } = exchange?.probe ?? {}
  const [source, destination] = [sourceOf(packet), destinationOf(packet)]
  const program = programOf(blamed)
  const base = baseName(stopped)
  const isForwarded = stopped.hook === 'forward'
  if (program === null) {
    const family = source.includes(':') ? 'ip6' : 'ip'
    const service = port === undefined || isForwarded ? '' : ` ${protocol} dport ${port}`
    const place = `${rule.table.family} ${shellWord(rule.table.name)} ${shellWord(base)}`
    const pairs = [`${family} saddr ${source} ${family} daddr ${destination}${service} accept`]
    if (isForwarded)
      pairs.push(`${family} saddr ${destination} ${family} daddr ${source} ct state established,related accept`)
    return pairs.map((words) => commandIn(space, `nft insert rule ${place} ${words}`))
  }
  const service = port === undefined || isForwarded ? '' : ` -p ${protocol} --dport ${port}`
  const pairs = [`-s ${source} -d ${destination}${service} -j ACCEPT`]
  if (isForwarded) pairs.push(`-s ${destination} -d ${source} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`)
  return pairs.map((words) => commandIn(space, `${program} -I ${shellWord(base)} ${words}`))
}

/** The chain of the hook in the same table. */
const baseName = ({ rule, hook }: StoppedByRule): string => {
  const chains: readonly { readonly name: string; readonly base: { readonly hook: string } | null }[] =
    rule.table.chains
  if (rule.chain.base !== null) return rule.chain.name
  return chains.find(({ base }) => base?.hook === hook)?.name ?? rule.chain.name
}
