import type { QuestionPlan } from '../plan.ts'
import type { Draft, Place } from './draft.ts'

/** Ports that rules, listeners and questions draw from, so that they meet. */
export const servicePorts = [22, 53, 80, 443, 3000, 5432, 8080, 9090] as const

/** Servers on all addresses, on one, on loopback, bound to a device, of one family or both; and ports where nobody is. */
export const drawListeners = (draft: Draft): void => {
  const { random, chance } = draft
  for (const { name } of draft.spaces) {
    const own = draft.places.filter(({ space }) => space === name)
    const taken = new Set<string>()
    for (let count = 1 + random.below(4); count > 0; count--) {
      const protocol = chance(60) ? 'tcp' : 'udp'
      const port = random.of(servicePorts)
      if (taken.has(`${protocol}${port}`)) continue
      taken.add(`${protocol}${port}`)
      const kind = random.below(12)
      const address =
        kind < 6 ? '::' : kind < 8 ? '0.0.0.0' : kind < 11 && own.length > 0 ? random.of(own).address : '127.0.0.1'
      const device = chance(6) ? own.find(({ device }) => device !== 'lo')?.device : undefined
      draft.listeners.push({
        space: name,
        protocol,
        port,
        address,
        ...(device === undefined ? {} : { device }),
        ...(address === '::' && chance(15) ? { v6only: true } : {}),
      })
    }
  }
}

/** Questions that often find somebody: from any namespace to any address, mostly to a port where somebody listens. */
export const drawQuestions = (draft: Draft, count: number): QuestionPlan[] => {
  const { random, chance } = draft
  const questions: QuestionPlan[] = []
  const askers = draft.spaces.filter(({ role }) => role !== 'host' || chance(50))
  while (questions.length < count) {
    const from = random.of(askers.length > 0 ? askers : draft.spaces).name
    const own = draft.places.filter(({ space }) => space === from)
    const to = destinationFor(draft, from, own)
    const sameFamily = own.filter(({ family }) => family === to.family)
    const source = chance(6) && sameFamily.length > 0 ? random.of(sameFamily).address : undefined
    const named = chance(4) ? own.find(({ device }) => device !== 'lo')?.device : undefined
    const device = to.via ?? named
    const extra = {
      ...(source === undefined || to.via !== undefined ? {} : { source }),
      ...(device === undefined ? {} : { device }),
    }
    if (to.port !== undefined) {
      questions.push({ from, protocol: to.protocol, destination: to.address, port: to.port, ...extra })
      continue
    }
    const protocol = random.of(['tcp', 'tcp', 'tcp', 'udp', 'udp', 'icmp'] as const)
    const there = draft.listeners.filter((listener) => listener.space === to.space && listener.protocol === protocol)
    const port = there.length > 0 && chance(80) ? random.of(there).port : random.of(servicePorts)
    questions.push({ from, protocol, destination: to.address, ...(protocol === 'icmp' ? {} : { port }), ...extra })
  }
  return questions
}

interface Destination extends Pick<Place, 'address' | 'family'> {
  readonly space: string | null
  readonly protocol: 'tcp' | 'udp'
  readonly port?: number
  /** The device that a link-local address belongs to. */
  readonly via?: string
}

/** The link-local address that a device gets by its hardware address (RFC 4291, appendix A), asked from the same bridge. */
const linkLocal = (
  { ports, random }: Draft,
  from: string,
): (Pick<Destination, 'address' | 'family' | 'space'> & { via: string }) | null => {
  const own = ports.find(({ space, bridge }) => space === from && bridge !== undefined)
  const others = ports.filter(
    ({ bridge, kind, space }) => bridge === own?.bridge && kind === 'container' && space !== from,
  )
  if (own === undefined || others.length === 0) return null
  const { mac, space } = random.of(others)
  const [, b = '', c = '', d = '', e = '', f = ''] = mac.split(':')
  const words = [`${b}`, `${c}ff`, `fe${d}`, `${e}${f}`].map((word) => Number.parseInt(word, 16).toString(16))
  return { address: `fe80::${words.join(':')}`, family: 'ipv6', space, via: own.device }
}

const destinationFor = (draft: Draft, from: string, own: readonly Place[]): Destination => {
  const { random, chance } = draft
  const anyone = { space: null, protocol: 'tcp' } as const
  if (chance(12) && draft.published.length > 0) {
    const { address, port, protocol } = random.of(draft.published)
    return { space: null, protocol, address, family: address.includes(':') ? 'ipv6' : 'ipv4', port }
  }
  if (chance(3)) return { ...anyone, address: '127.0.0.1', family: 'ipv4', space: from }
  if (chance(2)) return { ...anyone, address: '::1', family: 'ipv6', space: from }
  if (chance(2) && own.length > 0) return { ...random.of(own), protocol: 'tcp' }
  if (chance(6)) {
    const { address, family } = random.of(draft.places)
    return { ...anyone, address: neighbourOf(address), family }
  }
  if (chance(3)) return { ...anyone, ...random.of(nobody) }
  const scoped = chance(3) ? linkLocal(draft, from) : null
  if (scoped !== null) return { ...anyone, ...scoped }
  const families = new Set(own.map(({ family }) => family))
  const others = draft.places.filter(({ space, family }) => space !== from && (families.has(family) || chance(5)))
  return { ...random.of(others.length > 0 ? others : draft.places), protocol: 'tcp' }
}

/** An address of the same subnet that nobody has. */
const neighbourOf = (address: string): string =>
  address.includes(':') ? address.replace(/[0-9a-f]*$/, 'dd') : address.replace(/\d+$/, '222')

const nobody = [
  { address: '8.8.8.8', family: 'ipv4' },
  { address: '10.99.99.99', family: 'ipv4' },
  { address: '2001:db8:dead::1', family: 'ipv6' },
  { address: '240.0.0.1', family: 'ipv4' },
  { address: '224.0.0.251', family: 'ipv4' },
  { address: '255.255.255.255', family: 'ipv4' },
  { address: '10.20.0.255', family: 'ipv4' },
  { address: '0.0.0.0', family: 'ipv4' },
] as const
