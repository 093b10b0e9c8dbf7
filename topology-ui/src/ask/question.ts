/** What is asked, in the words that the agent and `netloupe why` take. */
export interface Question {
  readonly from: string
  /** With port and protocol. */
  readonly to: string
}

export const protocols = ['tcp', 'udp', 'icmp'] as const
export type Protocol = (typeof protocols)[number]

/** A destination in its parts, as a form has them. */
export interface Destination {
  readonly place: string
  /** Empty for ICMP. */
  readonly port: string
  readonly protocol: Protocol
}

/** `web:5432/tcp` in parts. What is no port stays a part of the place: the agent says what is wrong with it. */
export const destinationOf = (written: string): Destination => {
  const [, address = written, protocol] = /^(.*)\/(tcp|udp|icmp)$/.exec(written) ?? []
  const [, place, port] = /^((?:netns:|pid:|world@)?(?:\[[^\]]*\]|[^:[\]]+)):([0-9]+)$/.exec(address) ?? []
  if (place === undefined || port === undefined)
    return { place: unbracketed(address), port: '', protocol: (protocol ?? 'icmp') as Protocol }
  return { place: unbracketed(place), port, protocol: (protocol ?? 'tcp') as Protocol }
}

/** The parts together. Without a port it is an echo; an IPv6 address with a port stands in brackets. */
export const writtenDestination = ({ place, port, protocol }: Destination): string => {
  const where = place.trim()
  if (protocol === 'icmp') return where
  if (port.trim() === '') return `${where}/${protocol}`
  const [, scheme = '', address = where] = /^(world@)(.*)$/.exec(where) ?? []
  return `${scheme}${/:.*:/.test(address) ? `[${address}]` : address}:${port.trim()}/${protocol}`
}

const unbracketed = (place: string): string => place.replace(/^(world@)?\[(.*)\]$/, '$1$2')

/** The question in the address of the page; null: none. */
export const questionIn = (query: URLSearchParams): Question | null => {
  const [from, to] = [query.get('from'), query.get('to')]
  return from === null || to === null ? null : { from, to }
}

/** The query with another question, or with none. */
export const withQuestion = (query: URLSearchParams, question: Question | null): URLSearchParams => {
  const changed = new URLSearchParams(query)
  for (const name of ['from', 'to'] as const) {
    if (question === null) changed.delete(name)
    else changed.set(name, question[name])
  }
  return changed
}
