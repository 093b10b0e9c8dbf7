import type { Kind } from './expression-tree.ts'
import { ctLoad } from './loads/ct.ts'
import { fieldByNumber } from './loads/exthdr.ts'
import { fibLoad } from './loads/fib.ts'
import { ipsecLoad } from './loads/ipsec.ts'
import { metaLoad } from './loads/meta.ts'
import { numgenLoad } from './loads/numgen.ts'
import { osfLoad } from './loads/osf.ts'
import { routeLoad } from './loads/route.ts'
import { socketLoad } from './loads/socket.ts'
import { ether, vlan } from './protocols/link.ts'
import { arp, ip, ip6 } from './protocols/network.ts'
import type { Protocol } from './protocols/protocol.ts'
import { icmp, icmpv6, th, transportOf } from './protocols/transport.ts'
import { layerNames } from './tree-json.ts'
import { kindOf, unknownKind } from './typed.ts'

/** What a key or a value of a set is declared as: `typeof ip saddr . meta mark`. */
interface Declared {
  readonly text: string
  readonly kinds: readonly Kind[]
}

/** Pieces of a type, a length and as many bytes (libnftnl/udata.h); null where they are not. */
const piecesOf = (hex: string): ReadonlyMap<number, string> | null => {
  const pieces = new Map<number, string>()
  for (let at = 0; at < hex.length; ) {
    const type = Number.parseInt(hex.slice(at, at + 2), 16)
    const size = Number.parseInt(hex.slice(at + 2, at + 4), 16) * 2
    const piece = hex.slice(at + 4, at + 4 + size)
    if (Number.isNaN(size) || piece.length !== size) return null
    pieces.set(type, piece)
    at += 4 + size
  }
  return pieces
}

/** A number of 32 bits in host byte order. */
const numberAt = (pieces: ReadonlyMap<number, string>, type: number): number | null => {
  const hex = pieces.get(type)
  return hex?.length === 8 ? Buffer.from(hex, 'hex').readInt32LE() : null
}

const transport = (number: number): Protocol | undefined => transportOf(number)

/** Protocols as nft numbers them: enum proto_desc_id. */
const protocols: readonly (Protocol | undefined)[] = [
  undefined,
  transport(51),
  transport(50),
  transport(108),
  icmp,
  transport(2),
  transport(17),
  transport(136),
  transport(6),
  transport(33),
  transport(132),
  th,
  ip,
  ip6,
  icmpv6,
  arp,
  vlan,
  ether,
]

/** Bytes of no protocol: `@nh,32,16`. */
const rawOf = (pieces: ReadonlyMap<number, string>): Declared | null => {
  const [layer, offset, bits] = [2, 3, 4].map((type) => numberAt(pieces, type) ?? undefined)
  const name = layer === undefined ? undefined : layerNames[layer]
  if (numberAt(pieces, 0) !== 0 || name === undefined || offset === undefined || bits === undefined) return null
  return { text: `@${name},${offset},${bits}`, kinds: [{ ...unknownKind, bits }] }
}

const payload = (pieces: ReadonlyMap<number, string>): Declared | null => {
  const raw = rawOf(pieces)
  if (raw !== null) return raw
  const protocol = protocols[numberAt(pieces, 0) ?? 0]
  const field = protocol?.fields[(numberAt(pieces, 1) ?? 0) - 1]
  if (protocol === undefined || field === undefined) return null
  const { type, bits } = field
  return { text: `${protocol.name} ${field.name}`, kinds: [{ type, bits, order: 'network' }] }
}

const metaKeys = [
  'length',
  'protocol',
  'priority',
  'mark',
  'iif',
  'oif',
  'iifname',
  'oifname',
  'iiftype',
  'oiftype',
  'skuid',
  'skgid',
  'nftrace',
  'rtclassid',
  'secmark',
  'nfproto',
  'l4proto',
  'ibrname',
  'obrname',
  'pkttype',
  'cpu',
  'iifgroup',
  'oifgroup',
  'cgroup',
  'random',
  'ipsec',
  'iifkind',
  'oifkind',
  'ibrpvid',
  'ibrvproto',
  'time',
  'day',
  'hour',
  'sdif',
  'sdifname',
  'broute',
] as const

const ctKeys = [
  'state',
  'direction',
  'status',
  'mark',
  'secmark',
  'expiration',
  'helper',
  'l3proto',
  'saddr',
  'daddr',
  'protocol',
  'proto-src',
  'proto-dst',
  'label',
  'packets',
  'bytes',
  'avgpkt',
  'zone',
  'event',
  'ip saddr',
  'ip daddr',
  'ip6 saddr',
  'ip6 daddr',
  'id',
] as const

const rtKeys = ['classid', 'ip nexthop', 'ip6 nexthop', 'mtu', 'ipsec'] as const
const socketKeys = ['transparent', 'mark', 'wildcard', 'cgroupv2'] as const
const directions = ['original', 'reply'] as const
const modes = ['inc', 'random'] as const
const fibResults = ['unspec', 'oif', 'oifname', 'type'] as const
const fibWords = ['saddr', 'daddr', 'mark', 'iif', 'oif', 'present'] as const
const fibFlags = (bits: number): readonly string[] => fibWords.filter((_, at) => (bits >> at) & 1)
const ipsecKeys = ['unspec', 'ip daddr', 'ip6 daddr', 'ip saddr', 'ip6 saddr', 'reqid', 'spi'] as const
const ipsecDirections = ['in', 'out'] as const

type Loaded = ReturnType<typeof ctLoad>

const loaded = (tree: Loaded): Declared | null => {
  const kind = tree === null ? null : kindOf(tree)
  return tree?.kind === 'load' && kind !== null ? { text: tree.text, kinds: [kind] } : null
}

type Parser = (pieces: ReadonlyMap<number, string>) => Declared | null

/** By the number that nft has for the kind of expression (enum expr_types): the pieces of each are numbered anew. */
const parsers: { readonly [type: number]: Parser } = {
  7: payload,
  8: (pieces) => loaded(fieldByNumber(numberAt(pieces, 2) ?? 0, numberAt(pieces, 0) ?? 0, numberAt(pieces, 1) ?? 0)),
  9: (pieces) => loaded(metaLoad(metaKeys[numberAt(pieces, 0) ?? -1] ?? '')),
  10: (pieces) => loaded(socketLoad(socketKeys[numberAt(pieces, 0) ?? -1] ?? '', numberAt(pieces, 1) ?? 0)),
  11: () => loaded(osfLoad(0, [])),
  12: (pieces) => loaded(ctLoad(ctKeys[numberAt(pieces, 0) ?? -1] ?? '', directions[numberAt(pieces, 1) ?? -1])),
  13: (pieces) => {
    const parts = [...pieces.values()].map(typeofDeclared)
    const known = parts.filter((part) => part !== null)
    if (known.length === 0 || known.length !== parts.length) return null
    return { text: known.map(({ text }) => text).join(' . '), kinds: known.flatMap(({ kinds }) => kinds) }
  },
  23: (pieces) => {
    const mode = modes[numberAt(pieces, 0) ?? -1]
    return mode === undefined ? null : loaded(numgenLoad(mode, numberAt(pieces, 1) ?? 0, numberAt(pieces, 2) ?? 0))
  },
  25: (pieces) => loaded(routeLoad(rtKeys[numberAt(pieces, 0) ?? -1] ?? '')),
  26: (pieces) => loaded(fibLoad(fibResults[numberAt(pieces, 0) ?? -1] ?? '', fibFlags(numberAt(pieces, 1) ?? 0))),
  27: (pieces) => {
    const [key, direction] = [ipsecKeys[numberAt(pieces, 0) ?? -1], ipsecDirections[numberAt(pieces, 2) ?? -1]]
    if (key === undefined || direction === undefined) return null
    return loaded(ipsecLoad(key, direction, numberAt(pieces, 1) ?? 0))
  },
}

/**
 * The expression that nft has noted in the user data of a set (NFTNL_UDATA_SET_KEY_TYPEOF): its kind, and pieces of it.
 * Null for one that we do not know; the set is then written with the types of its declaration.
 */
export const typeofDeclared = (hex: string): Declared | null => {
  const pieces = piecesOf(hex)
  const kind = pieces === null ? null : numberAt(pieces, 0)
  const inner = piecesOf(pieces?.get(1) ?? '')
  return kind === null || inner === null ? null : (parsers[kind]?.(inner) ?? null)
}
