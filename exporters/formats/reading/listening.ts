import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import { portKey } from '../../../agent/topology/identity.ts'
import type { Listener } from '../../../agent/topology/listeners.ts'

/**
 * Where something listens, in few words: `80/tcp httpd`, `127.0.0.1:5432/tcp postgres`, `67/udp on br0 dnsmasq`. Without an
 * address it hears on all of them.
 */
export const listening = (listeners: NodeOf<'container'>['listeners']): string[] => {
  const all = listeners ?? []
  return [...new Set(all.map((listener) => words(listener, all)))]
}

/** The same without Docker's proxies for published ports: those are said of their containers. */
export const listeningOfPlace = (topology: Topology, { listeners }: NodeOf<'netns'>): string[] =>
  listening(listeners?.filter((listener) => !isProxy(topology, listener)) ?? null)

const isProxy = (topology: Topology, { process, protocol, address: ip, port }: Listener): boolean =>
  process === 'docker-proxy' && topology.hasNode(portKey({ protocol, ip, port }))

const words = (listener: Listener, all: readonly Listener[]): string => {
  const { protocol, port, device, process } = listener
  const where = hearsOnAll(listener, all) ? '' : `${bracketed(listener.address)}:`
  const on = device === null ? '' : ` on ${device}`
  return `${where}${port}/${protocol}${on}${process === null ? '' : ` ${process}`}`
}

/** With IPv6 alone it does so only beside one for IPv4. */
const hearsOnAll = (listener: Listener, all: readonly Listener[]): boolean => {
  if (listener.address === '0.0.0.0') return true
  if (listener.address !== '::') return false
  return !listener.onlyIpv6 || all.some((other) => other.address === '0.0.0.0' && isTwin(listener, other))
}

const isTwin = (one: Listener, other: Listener): boolean =>
  one.protocol === other.protocol && one.port === other.port && one.device === other.device

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)
