import type { NetnsId } from '../../collectors/collector.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { count, type Infer, integer, nullable, oneOf, record, text } from '../../collectors/wire/shape.ts'
import { analysedTables } from '../firewall/ruleset/analyse.ts'
import type { AnalysedRule, AnalysedTable } from '../firewall/ruleset/analysis.ts'
import { tableFamilies } from '../firewall/ruleset/record.ts'
import { remembered } from '../indexes/remembered.ts'
import type { Publication } from './published-ports.ts'

/** A rule, and where it stands. */
export interface PlacedRule {
  readonly netns: NetnsId
  readonly table: AnalysedTable
  readonly chain: string
  readonly rule: AnalysedRule
}

/** What an edge of the graph says of a rule. */
export const ruleReferenceShape = record({
  family: oneOf(tableFamilies),
  table: text,
  chain: text,
  /** From 1, in the order of its chain. */
  number: integer,
  /** The kernel's number; null in a legacy table. */
  handle: nullable(count),
  /** In the words of its tool. */
  text,
})
export type RuleReference = Infer<typeof ruleReferenceShape>

export const ruleReference = ({ table, chain, rule }: PlacedRule): RuleReference => ({
  family: table.family,
  table: table.name,
  chain,
  number: rule.number,
  handle: rule.handle,
  text: rule.text,
})

export type PublishingRules = (publication: Publication) => PlacedRule | null

/**
 * Finds the rule that leads a published port to its container: it translates the destination (DNAT) of what comes for that
 * port, to the container's own address and port. Null where there is none: only a proxy does it then, or nobody.
 */
export const publishingRulesOf = remembered((snapshot: Snapshot): PublishingRules => {
  const { namespaces, engine, containers } = snapshot
  const workplaces = new Set([engine?.netns ?? [], namespaces.flatMap(({ root, id }) => (root ? [id] : []))].flat())
  const byTarget = Map.groupBy(
    [...workplaces].flatMap((netns) => translations(snapshot, netns)),
    ({ rule: { facts } }) => targetKey(facts.translation?.address ?? '', facts.translation?.port ?? null),
  )
  const local = Map.groupBy(snapshot.addresses, ({ netns }) => netns)
  // A task of a swarm publishes on an address of docker_gwbridge, which its endpoints do not tell.
  const addresses = new Map(
    containers.map(({ id, netns, endpoints }) => [
      id,
      new Set([
        ...endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
        ...(local.get(netns ?? '') ?? []).flatMap((one) => one.local ?? one.address ?? []),
      ]),
    ]),
  )
  return (publication) => {
    const { containerId, containerPort, port } = publication
    // A rule without a port leaves it as it is.
    const ports = containerPort === port.port ? [containerPort, null] : [containerPort]
    const candidates = [...(addresses.get(containerId) ?? [])].flatMap((address) =>
      ports.flatMap((one) => byTarget.get(targetKey(address, one)) ?? []),
    )
    return candidates.find((placed) => isFor(publication, placed)) ?? null
  }
})

const targetKey = (address: string, port: number | null): string => `${address} ${port ?? ''}`

const translations = (snapshot: Snapshot, netns: NetnsId): PlacedRule[] =>
  analysedTables(snapshot, netns).flatMap((table) =>
    table.chains.flatMap(({ name, rules }) =>
      rules.flatMap((rule) => (rule.facts.translation?.kind === 'dnat' ? [{ netns, table, chain: name, rule }] : [])),
    ),
  )

/** Addresses that stand for all of their family. */
const everyAddress = ['0.0.0.0', '::']

const isFor = ({ port: { protocol, ip, port } }: Publication, { table, rule: { facts } }: PlacedRule): boolean => {
  const { destination, destinationPorts } = facts
  if (facts.protocol?.value !== protocol || facts.protocol.not) return false
  if (destinationPorts === null || destinationPorts.not) return false
  const { first, last } = destinationPorts.value
  if (port < first || port > last) return false
  const family = ip.includes(':') ? 'ip6' : 'ip'
  const isOfFamily = table.family === 'inet' || table.family === family
  if (!isOfFamily || (facts.translation?.address ?? '').includes(':') !== ip.includes(':')) return false
  if (everyAddress.includes(ip)) return destination === null || destination.not
  return destination === null || (!destination.not && destination.value.replace(/\/(32|128)$/, '') === ip)
}
