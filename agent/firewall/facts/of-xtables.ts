import { maskText } from '../../../collectors/netfilter/xtables/mask-text.ts'
import type { Match } from '../../../collectors/netfilter/xtables/matches/index.ts'
import { protocolText } from '../../../collectors/netfilter/xtables/protocol-text.ts'
import type { XtRule, XtTarget } from '../../../collectors/netfilter/xtables/record.ts'
import type { NatRange } from '../../../collectors/netfilter/xtables/targets/nat-range.ts'
import { type Condition, noFacts, type PortRange, type RuleFacts, type Translation } from './facts.ts'

type Facts = { -readonly [K in keyof RuleFacts]: RuleFacts[K] }

/** The facts of a rule of iptables or ip6tables. */
export const factsOfXtRule = ({ entry, matches, target }: XtRule): RuleFacts => {
  const { invert } = entry
  const facts: Facts = {
    ...noFacts,
    ...effectOf(target),
    inInterface: conditionOf(entry.inInterface, invert.inInterface),
    outInterface: conditionOf(entry.outInterface, invert.outInterface),
    source: conditionOf(prefixOf(entry.source, entry.sourceMask), invert.source),
    destination: conditionOf(prefixOf(entry.destination, entry.destinationMask), invert.destination),
    protocol: entry.protocol === 0 ? null : { value: protocolText(entry.protocol), not: invert.protocol },
    more: entry.fragment,
  }
  for (const match of matches) if (!noteMatch(facts, match)) facts.more = true
  return facts
}

const conditionOf = (value: string, not: boolean): Condition<string> | null => (value === '' ? null : { value, not })

/** Empty for every address. */
const prefixOf = (address: string, mask: string): string => (/^[0:.]+$/.test(mask) ? '' : address + maskText(mask))

/** Whether the match is one of those that facts are made of, or says nothing. */
const noteMatch = (facts: Facts, match: Match): boolean => {
  switch (match.kind) {
    case 'comment':
      return true
    case 'tcp':
    case 'udp': {
      const { sourcePorts, destinationPorts, invert } = match.info
      facts.sourcePorts = portsOf(sourcePorts, invert.sourcePorts)
      facts.destinationPorts = portsOf(destinationPorts, invert.destinationPorts)
      return match.kind === 'udp' || (match.info.flagMask === 0 && match.info.option === 0)
    }
    case 'multiport': {
      const [only, ...others] = match.info.ports
      if (only === undefined || others.length > 0 || match.info.which === 'either') return false
      const ports = portsOf(only, match.info.invert)
      if (match.info.which === 'source') facts.sourcePorts = ports
      else facts.destinationPorts = ports
      return true
    }
    case 'conntrack': {
      const { match: asked, invert, states } = match.info
      facts.states = asked.states ? { value: namesSet(states), not: invert.states } : null
      return Object.entries(asked).every(([part, is]) => is !== true || part === 'states' || part === 'stateAlias')
    }
    case 'state':
      facts.states = { value: namesSet(match.info.states), not: false }
      return true
    case 'sctp': {
      const { match: asked, invert, sourcePorts, destinationPorts } = match.info
      if (asked.sourcePorts) facts.sourcePorts = portsOf(sourcePorts, invert.sourcePorts)
      if (asked.destinationPorts) facts.destinationPorts = portsOf(destinationPorts, invert.destinationPorts)
      return !asked.chunks
    }
    case 'addrtype': {
      const { source, destination, invertSource, invertDestination, limitInInterface, limitOutInterface } = match.info
      const [sources, destinations] = [namesSet(source), namesSet(destination)]
      facts.sourceIsLocal = !invertSource && sources.join() === 'local'
      facts.destinationIsLocal = !invertDestination && destinations.join() === 'local'
      const isWhole =
        (facts.sourceIsLocal || sources.length === 0) && (facts.destinationIsLocal || destinations.length === 0)
      return isWhole && !limitInInterface && !limitOutInterface
    }
    default:
      return false
  }
}

const anyPort = 65_535

const portsOf = (
  { from, to }: { readonly from: number; readonly to: number },
  not: boolean,
): Condition<PortRange> | null =>
  from === 0 && to === anyPort && !not ? null : { value: { first: from, last: to }, not }

const namesSet = (bits: { readonly [name: string]: unknown }): readonly string[] =>
  Object.entries(bits).flatMap(([name, isSet]) => (isSet === true ? [name] : []))

const translations: { readonly [kind: string]: Translation['kind'] } = {
  dnat: 'dnat',
  snat: 'snat',
  masquerade: 'masquerade',
  redirect: 'redirect',
  netmap: 'netmap',
}

/** What a target does to the packet's way. */
export const effectOf = (target: XtTarget): Pick<RuleFacts, 'effect' | 'leadsTo' | 'translation'> => {
  const nothing = { effect: 'continue', leadsTo: [], translation: null } as const
  switch (target.kind) {
    case 'none':
      return nothing
    case 'verdict':
      return { ...nothing, effect: target.verdict }
    case 'jump':
    case 'goto':
      return { ...nothing, effect: target.kind, leadsTo: [target.chain] }
    case 'extension':
      return { ...nothing, ...effectOfExtension(target.extension) }
    default:
      return target satisfies never
  }
}

const effectOfExtension = (
  extension: Extract<XtTarget, { kind: 'extension' }>['extension'],
): Partial<Pick<RuleFacts, 'effect' | 'translation'>> => {
  const kind = translations[extension.kind]
  if (kind !== undefined && 'info' in extension)
    return { effect: 'nat', translation: translationOf(kind, extension.info as NatRange) }
  if (extension.kind === 'reject') return { effect: 'reject' }
  if (extension.kind === 'nfqueue') return { effect: 'queue' }
  return { effect: extension.kind === 'other' ? 'other' : 'continue' }
}

/** An address or a port only where it is a single one. */
const translationOf = (kind: Translation['kind'], range: NatRange): Translation => ({
  kind,
  address: range.minAddress !== undefined && range.minAddress === range.maxAddress ? range.minAddress : null,
  port: range.minPort !== undefined && range.minPort === range.maxPort ? range.minPort : null,
})
