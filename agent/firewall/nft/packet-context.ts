import type { Family } from '../../../collectors/netfilter/nftables/families.ts'
import { type Layer, layers, type Match, type Payload, type Statement } from './expression-tree.ts'
import { ether, inet, netdev, unknownProtocol } from './protocols/link.ts'
import { arp, ip, ip6 } from './protocols/network.ts'
import type { Protocol } from './protocols/protocol.ts'
import { icmp, icmpv6 } from './protocols/transport.ts'

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
  readonly dependencies: (Match | undefined)[]
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
export const dependencyAt = (context: PacketContext, layer: Layer): Match | undefined =>
  context.dependencies[layer] ?? (layer === layers.transport ? context.dependencies[layers.inner] : undefined)

/** The match of a dependency is said by another one: it goes. */
export const dropDependency = (context: PacketContext, layer: Layer): void => {
  const match = dependencyAt(context, layer)
  if (match === undefined) return
  const { statements, dependencies } = context
  const at = statements.indexOf(match)
  if (at >= 0) statements.splice(at, 1)
  for (const [key, value] of dependencies.entries()) if (value === match) dependencies[key] = undefined
  if (context.previous === match) context.previous = null
}

const echoRequest = { icmp: 8, icmpv6: 128 } as const
const echoReply = { icmp: 0, icmpv6: 129 } as const

/** Remembers a match that tells a protocol. Echo messages are written out: nft adds both of them, as a set. */
export const keepDependency = (context: PacketContext, match: Match, above: Layer): void => {
  if (tellsEcho(context, match)) return
  context.dependencies[above + 1] = match
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
  if (goesWithoutSaying(context, dependency, payload, tells)) dropDependency(context, payload.layer)
}

const vlanTag = 0x8100n

const goesWithoutSaying = (
  context: PacketContext,
  { left, operator, right }: Match,
  payload: Payload,
  tells: boolean,
): boolean => {
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
  if (payload.layer !== layers.transport || left.layer !== layers.transport) return true
  if (left.protocol !== icmp && left.protocol !== icmpv6) return true
  const type = payload.field?.icmpType ?? null
  return type !== null && left.protocol === payload.protocol && context.dependencyIcmpType === type
}

/** A field told what follows. */
export const learnFromPayload = (context: PacketContext, payload: Payload, number: number): void => {
  const { protocols, stackedLink } = context
  const base = protocols[payload.layer]
  const next = base?.upper(number)
  if (next === undefined) {
    if (base === icmp) context.icmpType = number === echoReply.icmp ? echoRequest.icmp : number
    else if (base === icmpv6) context.icmpType = number === echoReply.icmpv6 ? echoRequest.icmpv6 : number
    return
  }
  if (next.layer === base?.layer && next.layer === layers.link) stackedLink.push(base)
  protocols[next.layer] = next
}

/** `meta` or `ct` told what is at a layer: a protocol, or one that we do not know. */
export const learn = (context: PacketContext, layer: Layer, protocol: Protocol | undefined): void => {
  context.protocols[layer] = protocol ?? unknownProtocol
}
