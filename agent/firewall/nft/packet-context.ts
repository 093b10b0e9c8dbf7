import type { Family } from '../../../collectors/netfilter/nftables/families.ts'
import { type Layer, layers, type Match, type Payload, type Statement } from './expression-tree.ts'
import { ether, inet, netdev, unknownProtocol } from './protocols/link.ts'
import { arp, ip, ip6 } from './protocols/network.ts'
import type { Protocol } from './protocols/protocol.ts'
import { icmp, icmpv6 } from './protocols/transport.ts'

/** A match of a protocol that a later one may say without words. */
interface Dependency {
  readonly match: Match
  /** The protocol that it told; undefined for the message of an ICMP, and for one that we do not know. */
  readonly told: Protocol | undefined
}

/**
 * What a rule has made sure of so far: which protocols the packet has, and by which matches. nft adds such matches by itself
 * (`tcp dport 80` begins with one of the protocol) and does not show them where a later one says the same.
 */
export interface PacketContext {
  readonly family: Family
  /** By layer. */
  readonly protocols: (Protocol | undefined)[]
  /** The message of ICMP; 0 while it is not known. */
  icmpType: number
  /** Headers of the link layer that are before the last one. */
  readonly stackedLink: Protocol[]
  /** The match that told the protocol of a layer, as long as it may be left out. */
  readonly dependencies: (Dependency | undefined)[]
  /** The message of ICMP that the match of a dependency told. */
  dependencyIcmpType: number
  /** The statement before. */
  previous: Statement | null
  readonly statements: Statement[]
}

const first: { readonly [F in Family]: Protocol } = { inet, ip, ip6, arp, bridge: ether, netdev }

/** At the beginning of a rule of a table of this family. */
export const createContext = (family: Family): PacketContext => {
  const protocol = first[family]
  const protocols: (Protocol | undefined)[] = []
  protocols[protocol.layer] = protocol
  return {
    family,
    protocols,
    icmpType: 0,
    stackedLink: [],
    dependencies: [],
    dependencyIcmpType: 0,
    previous: null,
    statements: [],
  }
}

/** Tables that see more than one protocol of the network layer. */
const mixed: ReadonlySet<Family> = new Set<Family>(['inet', 'bridge', 'netdev'])
export const isMixed = (context: PacketContext): boolean => mixed.has(context.family)

/** Whatever comes after a statement that does something must not take away matches before it. */
export const forgetDependencies = (context: PacketContext): void => {
  context.dependencies.length = 0
  context.dependencyIcmpType = 0
  context.previous = null
}

/** The match that told the protocol of a layer. A field of ICMP is at the transport layer, and what it tells is beyond. */
const dependencyAt = (context: PacketContext, layer: Layer): Dependency | undefined =>
  context.dependencies[layer] ?? (layer === layers.transport ? context.dependencies[layers.inner] : undefined)

const drop = (context: PacketContext, dependency: Dependency): void => {
  const { statements, dependencies } = context
  const { match } = dependency
  const at = statements.indexOf(match)
  if (at >= 0) statements.splice(at, 1)
  for (const [key, value] of dependencies.entries()) if (value === dependency) dependencies[key] = undefined
  if (context.previous === match) context.previous = null
}

/**
 * Something says that the packet has this protocol: the match that told it goes. One that told another protocol stays, and so
 * does one that tells more than that (`ip protocol tcp` where packets may also be IPv6). nft 1.0.6 does not look.
 */
export const implied = (context: PacketContext, protocol: Protocol | undefined): void => {
  const dependency = protocol && dependencyAt(context, protocol.layer)
  if (dependency === undefined || dependency.told !== protocol) return
  if (dependency.match.left.kind === 'payload' && dependency.match.left.layer === layers.network && isMixed(context))
    return
  drop(context, dependency)
}

const echoRequest = { icmp: 8, icmpv6: 128 } as const
const echoReply = { icmp: 0, icmpv6: 129 } as const

/** Remembers a match that tells a protocol. Echo messages are written out: nft adds both of them, as a set. */
export const keepDependency = (context: PacketContext, dependency: Dependency, above: Layer): void => {
  if (tellsEcho(context, dependency.match)) return
  context.dependencies[above + 1] = dependency
}

const tellsEcho = (context: PacketContext, { left, right }: Match): boolean => {
  if (left.kind !== 'payload' || right.kind !== 'constant' || right.bits !== 8) return false
  if (left.protocol === icmp) {
    const type = Number(right.number)
    context.dependencyIcmpType = type === echoReply.icmp ? echoRequest.icmp : type
    return context.dependencyIcmpType === echoRequest.icmp
  }
  if (left.protocol !== icmpv6) return false
  context.dependencyIcmpType = Number(right.number)
  return context.dependencyIcmpType === echoRequest.icmpv6 || context.dependencyIcmpType === echoReply.icmpv6
}

/**
 * A field of the packet was used: the match of its protocol goes without saying, if nft would have added it.
 * @param tells it is itself compared with a protocol
 */
export const impliedBy = (context: PacketContext, payload: Payload, tells: boolean): void => {
  const dependency = dependencyAt(context, payload.layer)
  if (payload.protocol === undefined || dependency === undefined) return
  if (goesWithoutSaying(context, dependency, payload, tells)) drop(context, dependency)
}

const vlanTag = 0x8100n

const goesWithoutSaying = (
  context: PacketContext,
  { match: { left, operator, right }, told }: Dependency,
  payload: Payload,
  tells: boolean,
): boolean => {
  const message = left.kind === 'payload' && (left.protocol === icmp || left.protocol === icmpv6)
  if (!message && told !== payload.protocol) return false
  if (left.kind !== 'payload') return true
  if (isMixed(context)) {
    // `ip6 nexthdr tcp` also says that it is IPv6.
    if (left.layer === layers.network && (left.protocol === ip || left.protocol === ip6))
      if (payload.layer === layers.transport) return false
    if (operator === '==' && left.layer === payload.layer) {
      if (tells) return false
      if (payload.layer === layers.link) {
        // `vlan id 2` says that the frame is of type 802.1Q, and no other.
        if (left.protocol?.name === 'vlan') return false
        if (left.protocol === ether && right.kind === 'constant' && right.bits === 16) return right.number === vlanTag
        return true
      }
    }
  }
  if (!message) return true
  const type = payload.field?.icmpType ?? null
  return type !== null && left.protocol === payload.protocol && context.dependencyIcmpType === type
}

/** A field told what follows: the protocol, if we know it. */
export const learnFromPayload = (context: PacketContext, payload: Payload, number: number): Protocol | undefined => {
  const { protocols, stackedLink } = context
  const base = protocols[payload.layer]
  const next = base?.upper(number)
  if (next === undefined) {
    if (base === icmp) context.icmpType = number === echoReply.icmp ? echoRequest.icmp : number
    else if (base === icmpv6) context.icmpType = number === echoReply.icmpv6 ? echoRequest.icmpv6 : number
    return undefined
  }
  if (next.layer === base?.layer && next.layer === layers.link) stackedLink.push(base)
  protocols[next.layer] = next
  return next
}

/** `meta` or `ct` told what is at a layer: a protocol, or one that we do not know. */
export const learn = (context: PacketContext, layer: Layer, protocol: Protocol | undefined): void => {
  context.protocols[layer] = protocol ?? unknownProtocol
}
