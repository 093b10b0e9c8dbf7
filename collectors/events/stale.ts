import type { EventKind } from './what.ts'

/** What events said of one namespace. */
export interface StaleNamespace {
  readonly kinds: Set<EventKind>
  /** Indexes of the interfaces whose links may have changed; `allLinks` when it may be any. */
  readonly links: Set<number>
}

/** Stands for every interface of a namespace: no interface has this index. */
export const allLinks = 0

/** What events said since it was asked for the last time. An event says only what is no longer as it was. */
export interface Stale {
  /** Some did not fit into the socket: anything may have changed. */
  lost: boolean
  /** Namespaces may have come or gone. */
  namespaces: boolean
  /** By the hub's number of the namespace. */
  readonly byNumber: Map<number, StaleNamespace>
}

export const nothingStale = (): Stale => ({ lost: false, namespaces: false, byNumber: new Map() })

/** Kinds of events that make a link stale. */
const aboutLinks: ReadonlySet<EventKind> = new Set(['link', 'linkSettings', 'settings', 'trafficControl', 'peer'])

/** Notes that something changed in a namespace. @param ifindex where it is one interface */
export const note = (
  { byNumber }: Stale,
  number: number,
  { kind, ifindex }: { readonly kind: EventKind; readonly ifindex: number | null },
): void => {
  const stale = byNumber.get(number) ?? { kinds: new Set(), links: new Set() }
  byNumber.set(number, stale)
  stale.kinds.add(kind)
  if (aboutLinks.has(kind)) stale.links.add(ifindex ?? allLinks)
}

/** Adds what else was said. */
export const merge = (stale: Stale, more: Stale): void => {
  stale.lost ||= more.lost
  stale.namespaces ||= more.namespaces
  for (const [number, { kinds, links }] of more.byNumber) {
    const known = stale.byNumber.get(number) ?? { kinds: new Set(), links: new Set() }
    stale.byNumber.set(number, known)
    for (const kind of kinds) known.kinds.add(kind)
    for (const link of links) known.links.add(link)
  }
}
