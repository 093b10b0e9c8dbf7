import { isIP } from 'node:net'
import { EndpointError } from './endpoint-error.ts'

/** Where an endpoint is, as it was written. */
export type Place =
  /** A container, by name or id prefix; where there is none, a name that the source resolves. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'host' }
  /** By name or inode. */
  | { readonly kind: 'netns'; readonly name: string }
  | { readonly kind: 'pid'; readonly pid: number }
  /** Beyond the uplink; null: any address there. */
  | { readonly kind: 'world'; readonly address: string | null }
  | { readonly kind: 'address'; readonly address: string }

const probeProtocols = ['tcp', 'udp', 'icmp'] as const
type ProbeProtocol = (typeof probeProtocols)[number]

export interface Destination {
  readonly place: Place
  /** Null for ICMP. */
  readonly port: number | null
  readonly protocol: ProbeProtocol
}

const malformed = (text: string, why: string): EndpointError => new EndpointError('malformed', `'${text}': ${why}.`)

const forms = 'write a container, host, netns:NAME, pid:PID, world, world@ADDRESS or an address'

/** @throws EndpointError for what is no endpoint */
export const parseSource = (text: string): Place => {
  const written = text.trim()
  if (written === '') throw malformed(text, `an endpoint is empty; ${forms}`)
  const place = placeOf(written, text)
  if (place === null) throw malformed(text, `a source has neither port nor protocol; ${forms}`)
  return place
}

/** `web:5432/tcp`, `web:53/udp`, `web/icmp`, `[2001:db8::5]:443`, `10.0.0.5`. @throws EndpointError */
export const parseDestination = (text: string): Destination => {
  const written = text.trim()
  const slash = written.lastIndexOf('/')
  const [address, protocolWord] = slash < 0 ? [written, undefined] : [written.slice(0, slash), written.slice(slash + 1)]
  if (address === '') throw malformed(text, `an endpoint is empty; ${forms}, then :PORT and /tcp, /udp or /icmp`)
  const protocol = protocolWord === undefined ? undefined : protocolNamed(protocolWord, text)
  const whole = placeOf(address, text)
  if (whole !== null) {
    if (protocol !== undefined && protocol !== 'icmp')
      throw malformed(text, `${protocol} needs a port: ${address}:PORT/${protocol}`)
    return { place: whole, port: null, protocol: 'icmp' }
  }
  const colon = address.lastIndexOf(':')
  const place = placeOf(address.slice(0, colon), text)
  if (place === null) throw malformed(text, 'an IPv6 address with a port stands in brackets: [2001:db8::5]:443')
  if (protocol === 'icmp') throw malformed(text, 'ICMP has no ports; leave the port out')
  return { place, port: portOf(address.slice(colon + 1), text), protocol: protocol ?? 'tcp' }
}

const protocolNamed = (word: string, text: string): ProbeProtocol => {
  const found = probeProtocols.find((protocol) => protocol === word.toLowerCase())
  if (found === undefined)
    throw malformed(text, `unknown protocol '${word}'; it is one of ${probeProtocols.join(', ')}`)
  return found
}

const portOf = (word: string, text: string): number => {
  const port = /^[0-9]+$/.test(word) ? Number(word) : Number.NaN
  if (!(port >= 1 && port <= 65_535)) throw malformed(text, `'${word}' is no port; a port is a number from 1 to 65535`)
  return port
}

/** Null where something follows that is no part of a place: a port. */
const placeOf = (word: string, text: string): Place | null => {
  const bracketed = /^\[([^\]]*)\]$/.exec(word)?.[1]
  if (bracketed !== undefined) {
    if (isIP(bracketed) !== 6) throw malformed(text, `'${bracketed}' is no IPv6 address`)
    return { kind: 'address', address: bracketed }
  }
  if (isIP(word) !== 0) return { kind: 'address', address: word }
  if (word === 'host') return { kind: 'host' }
  if (word === 'world') return { kind: 'world', address: null }
  const [, scheme, rest = ''] = /^(netns:|pid:|world@)(.*)$/.exec(word) ?? []
  switch (scheme) {
    case 'world@': {
      const outside = rest.replace(/^\[(.*)\]$/, '$1')
      if (isIP(outside) !== 0) return { kind: 'world', address: outside }
      if (rest.includes(':')) return null
      throw malformed(text, `'${rest}' is no address`)
    }
    case 'netns:':
      if (rest === '') throw malformed(text, 'netns: needs a name or an inode')
      return rest.includes(':') ? null : { kind: 'netns', name: rest }
    case 'pid:':
      if (rest.includes(':')) return null
      if (!/^[0-9]+$/.test(rest)) throw malformed(text, `'${rest}' is no process id`)
      return { kind: 'pid', pid: Number(rest) }
    default:
      return word.includes(':') ? null : { kind: 'name', name: word }
  }
}
