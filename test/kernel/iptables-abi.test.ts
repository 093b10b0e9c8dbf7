import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { arpEntry } from '../../collectors/netfilter/xtables/legacy/arp-entry.ts'
import {
  bridgeChainHead,
  bridgeCounterSize,
  bridgeEntryHead,
  bridgeInfo,
  bridgeQuestion,
  bridgeUse,
  bridgeUseHead,
} from '../../collectors/netfilter/xtables/legacy/bridge-layout.ts'
import { ipv4Rest, ipv6Rest } from '../../collectors/netfilter/xtables/legacy/ip-entry.ts'
import { layouts } from '../../collectors/netfilter/xtables/legacy/layout.ts'
import { isBits, tablesWithin } from '../extensions/tables.ts'

/** What a header must say: a C expression and its value. */
interface Claim {
  readonly header: string
  readonly expression: string
  readonly value: number
}

const roots = [
  ...Object.values(layouts).flatMap(({ info, entry }) => [info, entry]),
  ipv4Rest,
  ipv6Rest,
  arpEntry,
  bridgeInfo,
  bridgeChainHead,
  bridgeEntryHead,
  bridgeUse,
]

/** Later kernels may add to a struct, and ours may leave out what is behind the last field: sizes are claimed where they matter. */
const ofTable = (table: ReturnType<typeof tablesWithin>[number]): readonly Claim[] => {
  if (isBits(table)) {
    const { header, rows } = table.bits
    return Object.values(rows).map(([value, expression]) => ({ header, expression, value }))
  }
  const { name, header, rows } = table.struct
  return Object.values(rows).map(([value, , field]) => ({
    header,
    expression: `offsetof(struct ${name}, ${field})`,
    value,
  }))
}

const size = (header: string, struct: string, value: number): Claim => ({
  header,
  expression: `sizeof(struct ${struct})`,
  value,
})
const ebtables = 'linux/netfilter_bridge/ebtables.h'
const xTables = 'linux/netfilter/x_tables.h'
const offsets = (header: string, struct: string, fields: { readonly [field: string]: number }): readonly Claim[] =>
  Object.entries(fields).map(([field, value]) => ({
    header,
    expression: `offsetof(struct ${struct}, ${field})`,
    value,
  }))

const claims: readonly Claim[] = [
  ...roots.flatMap((root) => tablesWithin(root).flatMap(ofTable)),
  ...Object.values(layouts).flatMap(({ info, entry, countersAt }) => {
    const { header, name } = entry.struct
    return [
      size(header, info.struct.name, info.size),
      size(header, name, entry.size),
      ...offsets(header, name, { counters: countersAt, elems: entry.size }),
    ]
  }),
  ...offsets('linux/netfilter_ipv4/ip_tables.h', 'ipt_ip', { src: 0, dst: 4, smsk: 8, dmsk: 12 }),
  ...offsets('linux/netfilter_ipv6/ip6_tables.h', 'ip6t_ip6', { src: 0, dst: 16, smsk: 32, dmsk: 48 }),
  ...offsets(xTables, 'xt_entry_match', { 'u.user.name': 2, 'u.user.revision': 31, data: 32 }),
  ...offsets(xTables, 'xt_standard_target', { verdict: 32 }),
  ...offsets(xTables, 'xt_error_target', { errorname: 32 }),
  size(ebtables, 'ebt_replace', bridgeInfo.size),
  size(ebtables, 'ebt_entries', bridgeChainHead.size),
  size(ebtables, 'ebt_entry', bridgeEntryHead.size),
  size(ebtables, 'ebt_counter', bridgeCounterSize),
  ...offsets(ebtables, 'ebt_replace', {
    nentries: bridgeQuestion.entries,
    entries_size: bridgeQuestion.entriesSize,
    num_counters: bridgeQuestion.counterCount,
    counters: bridgeQuestion.counters,
    entries: bridgeQuestion.blob,
  }),
  ...offsets(ebtables, 'ebt_entry_match', { data: bridgeUseHead }),
  ...offsets(ebtables, 'ebt_standard_target', { verdict: bridgeUseHead }),
]

/** The claims that the compiler does not confirm. The headers clash: each is compiled alone. */
const refused = (header: string, own: readonly Claim[]): readonly string[] => {
  const lines = [
    '#include <stddef.h>',
    '#include <net/if.h>',
    '#include <netinet/in.h>',
    `#include <${header}>`,
    ...own.map(({ expression, value }) => `_Static_assert(${expression} == ${value}, "not so");`),
  ]
  const { stderr } = spawnSync('gcc', ['-x', 'c', '-fsyntax-only', '-fmax-errors=0', '-'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  })
  return stderr.split('\n').filter((line) => line.includes('error:'))
}

test('tables of legacy structs agree with the installed headers', () => {
  expect(claims.length).toBeGreaterThan(120)
  const byHeader = Map.groupBy(claims, ({ header }) => header)
  expect([...byHeader].flatMap(([header, own]) => refused(header, own))).toEqual([])
})
