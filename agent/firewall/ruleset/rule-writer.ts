import type { RuleFacts } from '../facts/facts.ts'
import type { Names } from '../names.ts'
import { type Attribution, chainWriter, commentWriter } from '../writers/index.ts'
import type { AnalysedRule, AnalysedTable } from './analysis.ts'

/** Whether an interface, an address or a subnet is one of Docker's. */
type IsDockers = (word: string) => boolean

/** Bridges of the default network, and of swarm tasks. */
const alwaysDockers = ['docker0', 'docker_gwbridge']

/**
 * Docker's interfaces and addresses: those that its engine tells of, and those that the rules in its own chains are about. The
 * latter also where the engine was not asked, such as one that works in a container.
 */
export const dockersThings = (tables: readonly AnalysedTable[], names: Names): IsDockers => {
  const told = new Set(
    tables
      .filter(({ backend }) => backend !== 'nftables')
      .flatMap(({ chains }) => chains)
      .filter(({ name }) => name !== 'DOCKER-USER' && chainWriter(name)?.writer === 'Docker')
      .flatMap(({ rules }) => rules)
      .flatMap(({ facts: { inInterface, outInterface, destination, translation } }) => [
        inInterface?.value,
        outInterface?.value,
        destination && withoutLength(destination.value),
        translation?.address,
      ]),
  )
  return (word) =>
    alwaysDockers.includes(word) ||
    told.has(withoutLength(word)) ||
    names.networkOfBridge(word) !== null ||
    names.networkOfSubnet(word) !== null ||
    names.containerAt(word) !== null
}

/** Of a prefix that is one address. */
const withoutLength = (prefix: string): string => prefix.replace(/\/(32|128)$/, '')

export interface RulePlace {
  readonly chain: string
  /** Whose chain it stands in; null for those of the hooks. */
  readonly maker: Attribution | null
  /** Whose table it stands in; null for those of iptables, which are everybody's. */
  readonly owner: Attribution | null
  readonly isDockers: IsDockers
}

/** Whose rule it is, where that can be told at all; everything else is a user's. */
export const ruleWriter = ({ comment, facts }: AnalysedRule, { chain, maker, owner, isDockers }: RulePlace): string => {
  const byComment = comment === undefined ? null : commentWriter(comment)
  if (byComment !== null) return byComment.writer
  if (chain === 'DOCKER-USER') return facts.effect === 'return' ? 'Docker' : 'user'
  if (maker !== null) return maker.writer
  const [byTarget] = facts.leadsTo.flatMap((target) => chainWriter(target) ?? [])
  if (byTarget !== undefined) return byTarget.writer
  return dockersForms[chain]?.(facts, isDockers) ? 'Docker' : (owner?.writer ?? 'user')
}

/** How Docker's rules look in the chains of the hooks. What else is about its bridges and containers there is a user's. */
const dockersForms: { readonly [chain: string]: (facts: RuleFacts, isDockers: IsDockers) => boolean } = {
  FORWARD: ({ inInterface, outInterface, source, destination, protocol, states, more, effect }, isDockers) => {
    if (outInterface === null || !isDockers(outInterface.value) || more) return false
    if (source !== null || destination !== null || protocol !== null) return false
    if (inInterface === null) return effect === 'accept' && states?.value.includes('established') === true
    const isSame = inInterface.value === outInterface.value && !inInterface.not && states === null
    return isSame && (effect === 'accept' || (effect === 'drop' && !outInterface.not))
  },
  POSTROUTING: ({ outInterface, source, destination, sourceIsLocal, translation }, isDockers) => {
    if (translation === null) return false
    const isItself = source !== null && source.value === destination?.value && isDockers(source.value)
    const isBridge = outInterface !== null && isDockers(outInterface.value)
    return isItself || (isBridge && (outInterface.not ? source !== null : sourceIsLocal))
  },
  PREROUTING: ({ inInterface, destination, effect }, isDockers) => {
    if (inInterface === null || destination === null) return false
    const isThere = isDockers(inInterface.value) || isDockers(destination.value)
    return isThere && effect === (inInterface.not ? 'drop' : 'accept')
  },
}
