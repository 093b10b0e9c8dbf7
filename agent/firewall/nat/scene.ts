import type { NetnsId } from '../../../collectors/collector.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { PortProxy, SocketOwner, SocketRecord } from '../../../collectors/sockets/record.ts'
import { familyOf, type IpFamily, soleAddress } from '../prefix.ts'
import type { AnalysedTable } from '../ruleset/analysis.ts'
import { writers } from '../writers/index.ts'
import { type AddressBook, addressBookOf } from './address-book.ts'
import { type LocatedChain, type LocatedRule, locatedChains, rulesOf, serves } from './located.ts'
import { missingIn } from './missing.ts'
import type { Packet, Surroundings } from './packet.ts'
import { type Walk, walk } from './walk.ts'

/** What the ports are judged by: the engine's namespace, and what is known of the others. */
export interface Scene extends RulesByPurpose, Omit<AddressBook, 'own'> {
  readonly snapshot: Snapshot
  /** The engine's namespace; without an engine the host's. */
  readonly netns: NetnsId | null
  readonly around: Surroundings
  /** All of the ruleset was read: what is not there is missing. */
  readonly rulesRead: boolean
  readonly owners: ReadonlyMap<number, SocketOwner>
  /** Sockets that have a port of a namespace. */
  readonly socketsAt: (netns: NetnsId, protocol: string, port: number) => readonly SocketRecord[]
  readonly socketsRead: (netns: NetnsId) => boolean
  /** Those that listen here. */
  readonly proxies: readonly PortProxy[]
  /** Base chains of a hook that packets of the family pass, in the kernel's order. */
  readonly basesAt: (hook: string, family: IpFamily) => readonly LocatedChain[]
  readonly walkFrom: (base: LocatedChain, packet: Packet) => Walk
  /** Packets of the family are led to chains that Docker made: its rules are in force there. */
  readonly isDockersAt: (hook: string, type: string, family: IpFamily) => boolean
}

interface RulesByPurpose {
  /** All rules, of the families of IP. */
  readonly rules: readonly LocatedRule[]
  /** Those of them that translate the destination. */
  readonly destinationRules: readonly LocatedRule[]
  /** Those that let through what is for one address; also in chains that nobody calls. */
  readonly acceptingRules: readonly LocatedRule[]
  /** Those before routing that drop, or take for good, what is for certain addresses. */
  readonly earlyRules: readonly LocatedRule[]
}

const families: readonly string[] = ['ip', 'ip6', 'inet']

export const sceneOf = (snapshot: Snapshot, tables: readonly AnalysedTable[]): Scene => {
  const { engine, namespaces, networks, links, socketOwners } = snapshot
  const netns = engine?.netns ?? namespaces.find(({ root }) => root)?.id ?? null
  const missing = missingIn(snapshot)
  const { own, ...addressBook } = addressBookOf(snapshot, netns, missing)
  const around: Surroundings = {
    own: { ip: own.filter((one) => familyOf(one) === 'ip'), ip6: own.filter((one) => familyOf(one) === 'ip6') },
    interfaces: new Set(links.filter((link) => link.netns === netns).flatMap(({ name }) => name ?? [])),
    inside: new Set(['lo', ...networks.flatMap(({ bridge }) => bridge ?? [])]),
  }
  const byTable = new Map(
    tables.filter(({ family }) => families.includes(family)).map((table) => [table, locatedChains(table)]),
  )
  const chains = [...byTable.values()].flat()
  const siblings = new Map([...byTable].map(([table, all]) => [table, new Map(all.map((at) => [at.chain.name, at]))]))
  return {
    ...addressBook,
    ...rulesByPurpose(rulesOf(chains)),
    ...socketsOf(snapshot, netns),
    snapshot,
    netns,
    around,
    rulesRead: netns !== null && !missing(['nftables', 'xtables'], netns),
    owners: new Map(socketOwners.map((owner) => [owner.inode, owner])),
    // Where sockets are refused everywhere there is none. A problem of no namespace is of their owners.
    socketsRead: (id) => snapshot.sockets.length > 0 && !missing(['sockets'], id, 'named'),
    basesAt: (hook, family) =>
      chains
        .filter(({ chain, table }) => chain.base?.hook === hook && serves(table, family))
        .toSorted((one, other) => (one.chain.base?.priority ?? 0) - (other.chain.base?.priority ?? 0)),
    walkFrom: (base, packet) => walk(base, siblings.get(base.table) ?? new Map(), packet, around),
    isDockersAt: (hook, type, family) =>
      chains.some(
        ({ writer, hooks, table, chain }) =>
          writer === writers.docker.name &&
          chain.base === null &&
          chain.name !== 'DOCKER-USER' &&
          hooks.has(hook) &&
          serves(table, family) &&
          isOfType(table, type),
      ),
  }
}

const socketsOf = ({ sockets, portProxies }: Snapshot, netns: NetnsId | null): Pick<Scene, 'socketsAt' | 'proxies'> => {
  const key = (id: NetnsId, protocol: string, port: number): string => `${id} ${protocol} ${port}`
  const found = Map.groupBy(sockets, (socket) => key(socket.netns, socket.protocol, socket.local.port))
  const own = new Set(sockets.filter((socket) => socket.netns === netns).map(({ inode }) => inode))
  return {
    socketsAt: (id, protocol, port) => found.get(key(id, protocol, port)) ?? [],
    proxies: portProxies.filter(({ inode }) => inode === undefined || own.has(inode)),
  }
}

const rulesByPurpose = (rules: readonly LocatedRule[]): RulesByPurpose => ({
  rules,
  destinationRules: rules.filter(({ rule: { facts } }) => facts.translation?.kind === 'dnat'),
  acceptingRules: rules.filter(
    ({ at: { hooks }, rule: { facts } }) =>
      facts.effect === 'accept' &&
      (hooks.has('forward') || hooks.size === 0) &&
      facts.destination !== null &&
      soleAddress(facts.destination.value) !== null,
  ),
  earlyRules: rules.filter(
    ({ at: { hooks }, rule: { facts } }) =>
      (facts.effect === 'drop' || facts.effect === 'accept') &&
      hooks.has('prerouting') &&
      facts.destination?.not === false,
  ),
})

/** Tables of iptables hold one type only; those of nftables name it at their base chains. */
const isOfType = ({ backend, name, chains }: AnalysedTable, type: string): boolean =>
  backend === 'nftables' ? chains.some(({ base }) => base?.type === type) : name === type
