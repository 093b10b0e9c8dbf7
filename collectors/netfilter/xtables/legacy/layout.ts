import { type FixedCodec, littleEndian } from '../../../wire/codec.ts'
import { u16, u32 } from '../../../wire/scalars.ts'
import { integer, list } from '../../../wire/shape.ts'
import { type Struct, struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { arpHooks, hooks, type XtHook } from '../record.ts'

/** `unsigned int[count]` */
const words = (count: number): FixedCodec<readonly number[]> => ({
  json: list(integer).json,
  size: 4 * count,
  decode: (view, at) => Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i, littleEndian)),
})

const infoOf = (about: { readonly name: string; readonly header: string }, hookCount: number) => {
  const underflow = 36 + 4 * hookCount
  return struct(
    { ...about, size: underflow + 4 * hookCount + 8 },
    {
      name: [0, chars(32), 'name'],
      /** A bit for each hook at which the table has a chain. */
      validHooks: [32, u32, 'valid_hooks'],
      /** Where the chain of a hook begins, and where its policy stands. */
      hookEntries: [36, words(hookCount), 'hook_entry'],
      underflows: [underflow, words(hookCount), 'underflow'],
      entries: [underflow + 4 * hookCount, u32, 'num_entries'],
      size: [underflow + 4 * hookCount + 4, u32, 'size'],
    },
  )
}

/** Answer to IPT_SO_GET_INFO and its like. */
export interface TableInfo {
  readonly name: string
  readonly validHooks: number
  readonly hookEntries: readonly number[]
  readonly underflows: readonly number[]
  readonly entries: number
  readonly size: number
}

/** What all entries begin with, whatever they compare: where their parts are. */
interface EntryHead {
  readonly targetOffset: number
  readonly nextOffset: number
}

/** How the tables of a family lie in memory. */
export interface Layout {
  readonly hooks: readonly XtHook[]
  readonly info: Struct<TableInfo>
  readonly entry: Struct<EntryHead>
  readonly targetOffsetAt: number
  readonly nextOffsetAt: number
  /** struct xt_counters: packets and bytes, 64 bits each. */
  readonly countersAt: number
}

const layoutOf = (
  names: { readonly prefix: string; readonly header: string },
  hooksOf: readonly XtHook[],
  offsets: { readonly target: number; readonly counters: number },
): Layout => {
  const { prefix, header } = names
  const { target, counters } = offsets
  return {
    hooks: hooksOf,
    info: infoOf({ name: `${prefix}_getinfo`, header }, hooksOf.length),
    entry: struct(
      { name: `${prefix}_entry`, header, size: counters + 16 },
      { targetOffset: [target, u16, 'target_offset'], nextOffset: [target + 2, u16, 'next_offset'] },
    ),
    targetOffsetAt: target,
    nextOffsetAt: target + 2,
    countersAt: counters,
  }
}

export const layouts = {
  ipv4: layoutOf({ prefix: 'ipt', header: 'linux/netfilter_ipv4/ip_tables.h' }, hooks, { target: 88, counters: 96 }),
  ipv6: layoutOf({ prefix: 'ip6t', header: 'linux/netfilter_ipv6/ip6_tables.h' }, hooks, {
    target: 140,
    counters: 152,
  }),
  arp: layoutOf({ prefix: 'arpt', header: 'linux/netfilter_arp/arp_tables.h' }, arpHooks, {
    target: 164,
    counters: 176,
  }),
} as const satisfies { readonly [family: string]: Layout }

export type LegacyFamily = keyof typeof layouts
