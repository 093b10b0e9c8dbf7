import type { Condition, PortRange, RuleFacts } from '../facts/facts.ts'
import { familyOf, type IpFamily, isLoopback, overlap } from '../prefix.ts'

/** Whether something is sure to be so, may be, or cannot be. */
export type Likelihood = 'yes' | 'maybe' | 'no'

/** Both of two independent things. */
export const both = (one: Likelihood, other: Likelihood): Likelihood => {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'yes' && other === 'yes' ? 'yes' : 'maybe'
}

/** What is known of an address. `own`: one of the namespace's own. `elsewhere`: neither its own nor a container's. */
export type Whereabouts =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'own' | 'elsewhere' }

/** What is known of an interface. `outside`: neither lo nor the bridge of a network. */
export type Passage = { readonly kind: 'named'; readonly name: string } | { readonly kind: 'outside' | 'none' }

/** The first packet of a connection, as far as it is known. */
export interface Packet {
  readonly family: IpFamily
  readonly protocol: string
  readonly source: Whereabouts
  readonly destination: Whereabouts
  /** Null: any. */
  readonly destinationPort: number | null
  readonly inInterface: Passage
  readonly outInterface: Passage
}

/** What is known of the namespace that a packet passes. */
export interface Surroundings {
  /** Addresses of its own interfaces. */
  readonly own: { readonly [F in IpFamily]: readonly string[] }
  /** Its interfaces. */
  readonly interfaces: ReadonlySet<string>
  /** lo, and the bridges of networks. */
  readonly inside: ReadonlySet<string>
}

/** Whether a rule takes such a packet. */
export const matches = (facts: RuleFacts, packet: Packet, around: Surroundings): Likelihood => {
  const { source, destination, protocol, destinationPorts, sourcePorts, states, translation } = facts
  const { inInterface, outInterface, more, sourceIsLocal, destinationIsLocal } = facts
  let sum: Likelihood = more ? 'maybe' : 'yes'
  const ask = (likelihood: Likelihood): boolean => {
    sum = both(sum, likelihood)
    return sum !== 'no'
  }
  const fits =
    ask(protocol === null ? 'yes' : inverted(protocol, protocol.value === packet.protocol ? 'yes' : 'no')) &&
    ask(portLikelihood(destinationPorts, packet.destinationPort)) &&
    ask(portLikelihood(sourcePorts, null)) &&
    isOfFamily(translation?.address, packet.family) &&
    isOfFamily(destination?.value, packet.family) &&
    isOfFamily(source?.value, packet.family) &&
    ask(addressLikelihood(destination, packet.destination, around)) &&
    ask(addressLikelihood(source, packet.source, around)) &&
    ask(interfaceLikelihood(inInterface, packet.inInterface, around)) &&
    ask(interfaceLikelihood(outInterface, packet.outInterface, around)) &&
    ask(states === null ? 'yes' : inverted(states, states.value.includes('new') ? 'yes' : 'no')) &&
    ask(sourceIsLocal ? localLikelihood(packet.source, around) : 'yes') &&
    ask(destinationIsLocal ? localLikelihood(packet.destination, around) : 'yes')
  return fits ? sum : 'no'
}

/** Tables of both families hold rules that are of one, by the addresses in them. */
const isOfFamily = (text: string | null | undefined, family: IpFamily): boolean =>
  text === undefined || text === null || familyOf(text) === family

const inverted = ({ not }: { readonly not: boolean }, likelihood: Likelihood): Likelihood => {
  if (!not || likelihood === 'maybe') return likelihood
  return likelihood === 'yes' ? 'no' : 'yes'
}

const portLikelihood = (asked: Condition<PortRange> | null, port: number | null): Likelihood => {
  if (asked === null) return 'yes'
  if (port === null) return 'maybe'
  const { first, last } = asked.value
  return inverted(asked, first <= port && port <= last ? 'yes' : 'no')
}

const addressLikelihood = (asked: Condition<string> | null, place: Whereabouts, around: Surroundings): Likelihood =>
  asked === null ? 'yes' : inverted(asked, withinLikelihood(asked.value, place, around))

const withinLikelihood = (prefix: string, place: Whereabouts, { own }: Surroundings): Likelihood => {
  switch (place.kind) {
    case 'address': {
      const found = overlap(prefix, place.address)
      return found === null ? 'maybe' : found === 'none' ? 'no' : 'yes'
    }
    case 'own': {
      const found = own[familyOf(prefix)].map((address) => overlap(prefix, address))
      if (found.length === 0 || found.includes(null)) return 'maybe'
      if (found.every((one) => one === 'none')) return 'no'
      return found.every((one) => one === 'all') ? 'yes' : 'maybe'
    }
    case 'elsewhere':
      if (nowhere.some((one) => overlap(one, prefix) === 'all')) return 'no'
      return prefix.endsWith('/0') ? 'yes' : 'maybe'
    default:
      return place satisfies never
  }
}

/** Nobody out there has such an address: loopback and multicast. */
const nowhere = ['127.0.0.0/8', '224.0.0.0/4', '::1', 'ff00::/8']

const localLikelihood = (place: Whereabouts, { own }: Surroundings): Likelihood => {
  if (place.kind !== 'address') return place.kind === 'own' ? 'yes' : 'no'
  const ours = own[familyOf(place.address)]
  if (isLoopback(place.address) || ours.includes(place.address)) return 'yes'
  return ours.length === 0 ? 'maybe' : 'no'
}

const interfaceLikelihood = (asked: Condition<string> | null, passage: Passage, around: Surroundings): Likelihood =>
  asked === null ? 'yes' : inverted(asked, isNamed(asked.value, passage, around))

/** Whether the interface has the name that is asked for; `veth+` of iptables and `veth*` of nft are all names that begin so. */
export const isNamed = (asked: string, passage: Passage, { interfaces, inside }: Surroundings): Likelihood => {
  const beginning = /^(.*)[+*]$/.exec(asked)?.[1]
  const fits = (name: string): boolean => (beginning === undefined ? name === asked : name.startsWith(beginning))
  if (passage.kind === 'none') return 'no'
  if (passage.kind === 'named') return fits(passage.name) ? 'yes' : 'no'
  if (beginning !== undefined) return beginning === '' ? 'yes' : 'maybe'
  return inside.has(asked) || (interfaces.size > 0 && !interfaces.has(asked)) ? 'no' : 'maybe'
}
