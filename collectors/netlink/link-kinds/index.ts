import { attributes, ignored } from '../../wire/attributes.ts'
import type { Codec, Decode } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import type { Infer, JsonSchema } from '../../wire/shape.ts'
import { cstring, hex } from '../../wire/text.ts'
import { bond } from './bond.ts'
import { bridge } from './bridge.ts'
import { dummy } from './dummy.ts'
import { erspan } from './erspan.ts'
import { geneve } from './geneve.ts'
import { gre } from './gre.ts'
import { gretap } from './gretap.ts'
import { ifb } from './ifb.ts'
import { ip6erspan } from './ip6erspan.ts'
import { ip6gre } from './ip6gre.ts'
import { ip6gretap } from './ip6gretap.ts'
import { ip6tnl } from './ip6tnl.ts'
import { ipip } from './ipip.ts'
import { ipvlan } from './ipvlan.ts'
import { ipvtap } from './ipvtap.ts'
import type { Joins, LinkKind } from './kind.ts'
import { macvlan } from './macvlan.ts'
import { macvtap } from './macvtap.ts'
import { netkit } from './netkit.ts'
import { sit } from './sit.ts'
import { tun } from './tun.ts'
import { veth } from './veth.ts'
import { vlan } from './vlan.ts'
import { vrf } from './vrf.ts'
import { vti } from './vti.ts'
import { vti6 } from './vti6.ts'
import { vxlan } from './vxlan.ts'
import { wireguard } from './wireguard.ts'

/** Every link kind that is known, by IFLA_INFO_KIND. One file and one word each. */
export const linkKinds = {
  bond,
  bridge,
  dummy,
  erspan,
  geneve,
  gre,
  gretap,
  ifb,
  ip6erspan,
  ip6gre,
  ip6gretap,
  ip6tnl,
  ipip,
  ipvlan,
  ipvtap,
  macvlan,
  macvtap,
  netkit,
  sit,
  tun,
  veth,
  vlan,
  vrf,
  vti,
  vti6,
  vxlan,
  wireguard,
} as const satisfies { readonly [kind: string]: LinkKind<unknown> }

type Kinds = typeof linkKinds
type DataOf<K> = K extends { readonly data: infer D } ? Infer<D> : undefined
type PortOf<K> = K extends { readonly port: infer P } ? Infer<P> : never

/** A kind that we do not know: its name and its data as they came. */
export type OtherLinkKind = { readonly kind: 'other'; readonly name: string; readonly data: string }

/** What kind of link it is, and what the kernel says of such a kind. */
export type LinkInfo =
  | { readonly [K in keyof Kinds]: { readonly kind: K; readonly data?: DataOf<Kinds[K]> } }[keyof Kinds]
  | OtherLinkKind

/** How a link is enslaved to another, for the kinds that have ports. */
export type PortInfo =
  | {
      readonly [K in keyof Kinds]: [PortOf<Kinds[K]>] extends [never]
        ? never
        : { readonly kind: K; readonly data: PortOf<Kinds[K]> }
    }[keyof Kinds]
  | OtherLinkKind

const isKnown = (kind: string): kind is keyof Kinds => Object.hasOwn(linkKinds, kind)
const kindOf = (kind: string): LinkKind<unknown> | undefined => (isKnown(kind) ? linkKinds[kind] : undefined)

/** What IFLA_LINK means for a link of this kind. Kinds that we do not know join nothing. */
export const joinsOf = (info: LinkInfo | undefined): Joins => (info && kindOf(info.kind)?.joins) ?? 'none'

/**
 * ifindex of the peer or of the device below, in the namespace that linkNetnsid names (the link's own without one); null
 * where there is none. A VXLAN says it in its data: its IFLA_LINK is absent, and after a move to another namespace its own ifindex.
 */
export const joinedIfindex = (link: {
  readonly link?: number
  readonly info?: { readonly link?: LinkInfo }
}): number | null => {
  const info = link.info?.link
  if (joinsOf(info) === 'none') return null
  return (info?.kind === 'vxlan' ? info.data?.link : link.link) || null
}

type Span = { readonly at: number; readonly length: number }

/** Data whose meaning only the kind tells, and the kind may stand behind it. */
const later: Codec<Span> = { json: {}, decode: (_view, at, length) => ({ at, length }) }

const info = attributes(
  { prefix: 'IFLA_INFO_', header: 'linux/if_link.h' },
  {
    kind: [1, cstring, 'KIND'],
    data: [2, later, 'DATA'],
    statistics: [3, ignored, 'XSTATS'],
    portKind: [4, cstring, 'SLAVE_KIND'],
    portData: [5, later, 'SLAVE_DATA'],
  },
)

const linkOf = (view: DataView, kind: string, data: Span | undefined): unknown => {
  if (!isKnown(kind)) return otherKind(view, kind, data)
  const codec = kindOf(kind)?.data
  return codec && data ? { kind, data: within(kind, codec.decode)(view, data.at, data.length) } : { kind }
}

const portOf = (view: DataView, kind: string, data: Span | undefined): unknown => {
  const codec = kindOf(kind)?.port
  if (codec === undefined || data === undefined) return otherKind(view, kind, data)
  return { kind, data: within(kind, codec.decode)(view, data.at, data.length) }
}

const otherKind = (view: DataView, name: string, data: Span | undefined): OtherLinkKind => ({
  kind: 'other',
  name,
  data: data ? hex.decode(view, data.at, data.length) : '',
})

const within = <T>(kind: string, decode: Decode<T>): Decode<T> => {
  return (view, at, length) => {
    try {
      return decode(view, at, length)
    } catch (error) {
      throw error instanceof DecodeError ? error.within(kind) : error
    }
  }
}

/** One alternative for each kind that has this part, told apart by `kind`. */
const unionOf = (part: 'data' | 'port'): JsonSchema => {
  const known = Object.values<LinkKind<unknown>>(linkKinds).filter((kind) => part === 'data' || kind.port !== undefined)
  const alternatives = known.map((kind) => ({
    properties: { kind: { const: kind.kind }, ...(kind[part] ? { data: kind[part].json } : {}) },
    required: part === 'port' ? ['kind', 'data'] : ['kind'],
  }))
  const other = {
    properties: { kind: { const: 'other' }, name: { type: 'string' }, data: { type: 'string' } },
    required: ['kind', 'name', 'data'],
  }
  const oneOf = [...alternatives, other]
  return { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], oneOf }
}

/** IFLA_LINKINFO as what the link is, and as what it is to its master. */
export const linkInfo: Codec<{ readonly link?: LinkInfo; readonly port?: PortInfo }> = {
  json: { type: 'object', properties: { link: unionOf('data'), port: unionOf('port') } },
  parts: [info],
  decode: (view, at, length) => {
    const { kind, data, portKind, portData } = info.decode(view, at, length)
    const decoded: { link?: LinkInfo; port?: PortInfo } = {}
    if (kind !== undefined) decoded.link = linkOf(view, kind, data) as LinkInfo
    if (portKind !== undefined) decoded.port = portOf(view, portKind, portData) as PortInfo
    return decoded
  },
}
