import type { Random } from '../../kernel/random.ts'
import type { ListenerPlan, SpacePlan, TablePlan } from '../plan.ts'

/** An address somewhere in a plan. */
export interface Place {
  readonly space: string
  readonly device: string
  readonly address: string
  readonly length: number
  readonly family: 'ipv4' | 'ipv6'
}

/** A device with its hardware address; `link` is what it leads to, for whoever breaks it. */
export interface Port {
  readonly space: string
  readonly device: string
  readonly mac: string
  readonly kind: 'bridge' | 'container' | 'bridge-port' | 'uplink' | 'tunnel' | 'macvlan'
  /** The bridge that it is a port of. */
  readonly bridge?: string
}

type Lists = { -readonly [K in keyof Omit<SpacePlan, 'name' | 'tables'>]: string[] }

export interface SpaceDraft extends Lists {
  readonly name: string
  readonly role: 'host' | 'container' | 'outside'
  readonly tables: TablePlan[]
}

/** A plan while it is made. */
export interface Draft {
  readonly random: Random
  readonly spaces: SpaceDraft[]
  readonly places: Place[]
  readonly ports: Port[]
  readonly listeners: ListenerPlan[]
  /** What was published: an address of a host and a port that leads elsewhere. */
  readonly published: { address: string; port: number; protocol: 'tcp' | 'udp' }[]
  readonly space: (name: string, role: SpaceDraft['role']) => SpaceDraft
  readonly mac: () => string
  readonly chance: (percent: number) => boolean
  /** Some of a list, each with this chance, in their order. */
  readonly some: <T>(list: readonly T[], percent: number) => T[]
}

export const startDraft = (random: Random): Draft => {
  const spaces: SpaceDraft[] = []
  let macs = 0
  const chance = (percent: number): boolean => random.below(100) < percent
  return {
    random,
    spaces,
    places: [],
    ports: [],
    listeners: [],
    published: [],
    chance,
    some: (list, percent) => list.filter(() => chance(percent)),
    mac: () => `02:42:00:00:00:${(++macs).toString(16).padStart(2, '0')}`,
    space: (name, role) => {
      const lists: Lists = { early: [], links: [], settings: [], setup: [], bridge: [], ipset: [], nft: [], faults: [] }
      const space: SpaceDraft = { name, role, tables: [], ...lists }
      space.setup.push('link set lo up')
      spaces.push(space)
      return space
    },
  }
}

export const addAddress = (draft: Draft, space: SpaceDraft, device: string, address: string, length: number): void => {
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  space.setup.push(`addr add ${address}/${length} dev ${device}${family === 'ipv6' ? ' nodad' : ''}`)
  draft.places.push({ space: space.name, device, address, length, family })
}

/** Like `172.18.0.2` of `172.18.0.`, `fd00:1::2` of `fd00:1::`. */
export const nth = (prefix: string, n: number): string => `${prefix}${prefix.includes(':') ? n.toString(16) : n}`

export const defaultRoute = (gateway: string): string =>
  `${gateway.includes(':') ? '-6 ' : ''}route add default via ${gateway}`
