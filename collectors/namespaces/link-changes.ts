import type { CollectorName } from '../index.ts'
import type { LinkRecord } from '../links.ts'

/** An interface before and after; null where it was not yet, or is not any more. */
export interface LinkChange {
  readonly ifindex: number
  readonly former: LinkRecord | null
  readonly current: LinkRecord | null
}

type Part = (link: LinkRecord) => unknown

const differs = ({ former, current }: LinkChange, parts: readonly Part[]): boolean =>
  former === null ||
  current === null ||
  parts.some((part) => JSON.stringify(part(former)) !== JSON.stringify(part(current)))

const usable: readonly Part[] = [({ flags }) => flags, ({ carrier }) => carrier, ({ operState }) => operState]
const bridging: readonly Part[] = [({ master }) => master, ({ info }) => info]

/** What may go, or change its state, without a word when the interface that it names does. */
const naming = ['addresses', 'routes', 'nexthops', 'neighbours'] as const

/**
 * What else of a namespace is stale when one of its interfaces changed. Much goes without a word with its device: IPv4 routes
 * (`fib_sync_down_dev`, net/ipv4/fib_semantics.c), chains of nf_tables, a rule that names it. What comes with a device has
 * events of its own.
 * @param isNamed whether records that are known name the interface
 */
export const staleWith = (
  change: LinkChange,
  isNamed: (kind: (typeof naming)[number], ifindex: number) => boolean,
): CollectorName[] => [
  ...(differs(change, usable) ? naming.filter((kind) => isNamed(kind, change.ifindex)) : []),
  ...(differs(change, usable) ? (['nftables'] as const) : []),
  ...(differs(change, bridging) ? (['mdb', 'bridgeVlans'] as const) : []),
  ...(differs(change, [({ name }) => name]) ? (['rules'] as const) : []),
  ...(differs(change, [({ xdp }) => xdp]) ? (['programs'] as const) : []),
]

/** Whether the list of addresses that a device listens to may be another one: nobody tells of that. */
export const listensAnew = (change: LinkChange): boolean => differs(change, [...usable, ...bridging])

/** Whether a record is about an interface. */
export const names = (record: object, ifindex: number): boolean => {
  const { multipath = [], ...fields } = record as Naming
  return (
    fields.ifindex === ifindex ||
    fields.outputInterface === ifindex ||
    fields.inputInterface === ifindex ||
    multipath.some((hop) => hop.ifindex === ifindex)
  )
}

interface Naming {
  readonly ifindex?: number
  readonly outputInterface?: number
  readonly inputInterface?: number
  readonly multipath?: readonly { readonly ifindex?: number }[]
}
