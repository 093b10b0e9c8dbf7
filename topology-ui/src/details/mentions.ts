import type { FirewallRule, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import type { NodeAttributes, Topology } from '../../../agent/topology/graph.ts'
import { withoutPrefix } from '../../../exporters/formats/reading/addresses.ts'
import { follow, followBack, node } from '../../../exporters/formats/reading/follow.ts'

/** What a rule says when it means a node: its addresses, and the names of its interfaces. */
export const wordsFor = (topology: Topology, key: string): readonly string[] => {
  const says = topology.getNodeAttributes(key)
  switch (says.kind) {
    case 'interface':
      return wordsOfInterface(says)
    case 'container': {
      const addresses = follow(topology, key, 'attached-to').flatMap(({ edge }) => edge.addresses.map(withoutPrefix))
      const own = says.netns !== null && topology.hasNode(says.netns) ? addressesIn(topology, says.netns) : []
      return [...new Set([...addresses, ...own])]
    }
    case 'netns':
      return addressesIn(topology, key)
    case 'network': {
      const devices = followBack(topology, key, 'implements').flatMap(
        (one) => node(topology, one.key, 'interface') ?? [],
      )
      return [...says.subnets, ...devices.map(({ name }) => name)]
    }
    case 'port':
      return [`${says.port}`]
    default:
      return []
  }
}

type InterfaceSays = Extract<NodeAttributes, { kind: 'interface' }>

const wordsOfInterface = ({ name, addresses }: InterfaceSays): readonly string[] => [
  ...(name === '' ? [] : [name]),
  ...addresses.map(withoutPrefix).filter((address) => !isLoopback(address)),
]

const addressesIn = (topology: Topology, netns: string): readonly string[] =>
  followBack(topology, netns, 'in').flatMap(({ key }) => {
    const says = node(topology, key, 'interface')
    return says === null ? [] : says.addresses.map(withoutPrefix).filter((address) => !isLoopback(address))
  })

/** Rules that let loopback through mean nobody in particular. */
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

export interface Mention {
  readonly id: string
  /** Where it stands: namespace, table and chain. */
  readonly place: string
  readonly rule: FirewallRule
}

/** The rules in whose text one of some words stands by itself: `172.18.0.2` is not in `172.18.0.20`. */
export const mentionsIn = (rulesets: readonly Ruleset[], wanted: readonly string[]): readonly Mention[] => {
  if (wanted.length === 0) return []
  const any = new RegExp(wanted.map(byItself).join('|'))
  return rulesets.flatMap(({ netns, title, tables }) =>
    tables.flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.rules
          .filter(({ text }) => any.test(text))
          .map((rule) => ({
            id: `${netns} ${table.backend} ${table.family} ${table.name} ${chain.name} ${rule.number}`,
            place: `${title}: ${table.family} ${table.name} ${chain.name} #${rule.number}`,
            rule,
          })),
      ),
    ),
  )
}

/** A port may follow an address of IPv4; in one of IPv6 a colon goes on. */
const byItself = (word: string): string => {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const inside = word.includes(':') ? '[\\w:-]' : '[\\w-]'
  return `(?<!${inside}|\\w\\.)${escaped}(?!${inside}|\\.\\w)`
}
