import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as nfnetlink from '../../collectors/netfilter/nfnetlink.ts'
import { expression, expressions } from '../../collectors/netfilter/nftables/expressions/index.ts'
import { families, familyNumber } from '../../collectors/netfilter/nftables/families.ts'
import { hookWord } from '../../collectors/netfilter/nftables/hooks.ts'
import { chain } from '../../collectors/netfilter/nftables/messages/chain.ts'
import { elements } from '../../collectors/netfilter/nftables/messages/element.ts'
import { flowtable } from '../../collectors/netfilter/nftables/messages/flowtable.ts'
import { generation } from '../../collectors/netfilter/nftables/messages/generation.ts'
import { object } from '../../collectors/netfilter/nftables/messages/object.ts'
import { rule } from '../../collectors/netfilter/nftables/messages/rule.ts'
import { set } from '../../collectors/netfilter/nftables/messages/set.ts'
import { table } from '../../collectors/netfilter/nftables/messages/table.ts'
import { objects } from '../../collectors/netfilter/nftables/objects/index.ts'
import type { Worded } from '../../collectors/netfilter/nftables/words.ts'
import type { Codec } from '../../collectors/wire/codec.ts'
import { codecsWithin, isAttributes, isRepeated, isStruct } from '../captures/tables.ts'

/** What the headers of Linux 6.1 do not know yet, with the version that brought it. */
const newer: { readonly [constant: string]: string } = {
  NFTA_BITWISE_SREG2: '6.13',
  NFT_BITWISE_AND: '6.13',
  NFT_BITWISE_OR: '6.13',
  NFT_BITWISE_XOR: '6.13',
  NFTA_DEVICE_PREFIX: '6.17',
  NFTA_INNER_NUM: '6.2',
  NFTA_INNER_TYPE: '6.2',
  NFTA_INNER_FLAGS: '6.2',
  NFTA_INNER_HDRSIZE: '6.2',
  NFTA_INNER_EXPR: '6.2',
  NFT_INNER_VXLAN: '6.2',
  NFT_INNER_GENEVE: '6.2',
  NFT_INNER_HDRSIZE: '6.2',
  NFT_INNER_LL: '6.2',
  NFT_INNER_NH: '6.2',
  NFT_INNER_TH: '6.2',
  NFT_META_BRI_BROUTE: '6.4',
  NFT_META_BRI_IIFHWADDR: '6.18',
  NFT_PAYLOAD_TUN_HEADER: '6.2',
  NFT_TABLE_F_PERSIST: '6.9',
  NFTA_SET_TYPE: '6.16',
  NFTA_SET_COUNT: '6.16',
}

/** Hooks and message types, which no table has. */
const numbers: { readonly [constant: string]: number } = {
  NFNL_SUBSYS_CTNETLINK: nfnetlink.NFNL_SUBSYS_CTNETLINK,
  NFNL_SUBSYS_CTNETLINK_EXP: nfnetlink.NFNL_SUBSYS_CTNETLINK_EXP,
  NFNL_SUBSYS_IPSET: nfnetlink.NFNL_SUBSYS_IPSET,
  NFNL_SUBSYS_NFTABLES: nfnetlink.NFNL_SUBSYS_NFTABLES,
  'sizeof(struct nfgenmsg)': nfnetlink.nfgenmsg.size,
}

const families6: { readonly [family: string]: string } = { ip: 'IPV4', ip6: 'IPV6' }
const familyFacts = families.map(
  (family) => [`NFPROTO_${families6[family] ?? family.toUpperCase()}`, familyNumber(family)] as const,
)

const hookFacts = (
  [
    ['NF_INET_', ['PRE_ROUTING', 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT', 'POST_ROUTING', 'INGRESS'], 'inet'],
    ['NF_BR_', ['PRE_ROUTING', 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT', 'POST_ROUTING'], 'bridge'],
    ['NF_ARP_', ['IN', 'OUT', 'FORWARD'], 'arp'],
    ['NF_NETDEV_', ['INGRESS', 'EGRESS'], 'netdev'],
  ] as const
).flatMap(([prefix, names, family]) => names.map((name) => ({ constant: prefix + name, family, name })))

const headers = [
  'linux/netfilter.h',
  'linux/netfilter_arp.h',
  'linux/netfilter_bridge.h',
  'linux/netfilter/nf_conntrack_tuple_common.h',
  'linux/netfilter/nf_log.h',
  'linux/netfilter/nf_nat.h',
  'linux/netfilter/nf_synproxy.h',
  'linux/netfilter/nf_tables.h',
  'linux/netfilter/nf_tables_compat.h',
  'linux/netfilter/nfnetlink.h',
  'linux/xfrm.h',
]
const includes = headers.map((header) => `#include <${header}>`)

const messages = { table, chain, rule, set, object, flowtable, generation, elements }
const requests: { readonly [K in keyof typeof messages]: string } = {
  table: 'GETTABLE',
  chain: 'GETCHAIN',
  rule: 'GETRULE',
  set: 'GETSET',
  object: 'GETOBJ',
  flowtable: 'GETFLOWTABLE',
  generation: 'GETGEN',
  elements: 'GETSETELEM',
}
const typeFacts = Object.entries(messages).flatMap(([key, { types }]) => {
  const request = requests[key as keyof typeof messages]
  return [
    [`(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_${request})`, types.request],
    [`(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_${request.replace('GET', 'NEW')})`, types.answers[0] ?? 0],
  ] as const
})

const roots: readonly Codec<unknown>[] = [
  ...Object.values(messages),
  ...(expression.parts ?? []),
  ...Object.values(expressions).map(({ data }) => data),
  ...Object.values(objects).map(({ data }) => data),
]
const codecs = new Set(roots.flatMap((root) => [...codecsWithin(root)]))
const isWorded = (codec: Codec<unknown>): codec is Worded<unknown> => 'constants' in codec

const tableFacts = [...codecs].flatMap((codec): (readonly [string, number])[] => {
  if (isRepeated(codec)) return codec.repeated.constant ? [[codec.repeated.constant.name, codec.repeated.number]] : []
  if (isWorded(codec)) {
    const { prefix, rows } = codec.constants
    return Object.values(rows).map(([number, constant]) => [prefix + constant, number])
  }
  if (isStruct(codec))
    return Object.values(codec.struct.rows).map(([offset, , field]) => [
      `__builtin_offsetof(struct ${codec.struct.name}, ${field})`,
      offset,
    ])
  if (!isAttributes(codec)) return []
  const { prefix, rows } = codec.attributes
  return Object.values(rows).map(([number, , constant]) => [prefix + constant, number])
})

const facts = new Map<string, number>([...Object.entries(numbers), ...familyFacts, ...typeFacts, ...tableFacts])

const values = (expressions: readonly string[]): ReadonlyMap<string, number> => {
  const folder = mkdtempSync(join(tmpdir(), 'netloupe-abi-'))
  try {
    const prints = expressions.map((each) => `  printf("%ld\\t%s\\n", (long)(${each}), "${each}");`)
    const source = [...includes, '#include <stdio.h>', 'int main(void) {', ...prints, '}'].join('\n')
    const program = join(folder, 'values')
    execFileSync('gcc', ['-x', 'c', '-o', program, '-'], { input: source, stdio: ['pipe', 'pipe', 'pipe'] })
    const lines = execFileSync(program, { encoding: 'utf8' }).trimEnd().split('\n')
    return new Map(lines.map((line) => line.split('\t')).map(([value, name = '']) => [name, Number(value)]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every number is that of the installed headers', () => {
  const real = values([...facts.keys()].filter((name) => !(name in newer)))
  const wrong = [...facts].filter(([name, number]) => !(name in newer) && real.get(name) !== number)
  expect(wrong).toEqual([])
  expect(real.size).toBeGreaterThan(450)
  expect(Object.keys(newer).filter((name) => !facts.has(name))).toEqual([])
})

test('every hook has the word of its number', () => {
  const real = values(hookFacts.map(({ constant }) => constant))
  const words = hookFacts.map(({ constant, family, name }) => [
    hookWord(family, real.get(constant) ?? -1),
    name.replace('LOCAL_', '').replace('_', '').replace(/^IN$/, 'INPUT').replace(/^OUT$/, 'OUTPUT').toLowerCase(),
  ])
  expect(words.map(([word]) => word)).toEqual(words.map(([, expected]) => expected))
})

/** The members of each enum of the headers. */
const enums = (): readonly (readonly string[])[] => {
  const text = execFileSync('gcc', ['-x', 'c', '-E', '-P', '-'], { input: includes.join('\n'), encoding: 'utf8' })
  return [...text.matchAll(/enum\s*\w*\s*\{([^}]*)\}/g)].map(([, members = '']) =>
    members.split(',').map((member) => member.replace(/=.*/s, '').trim()),
  )
}

/** Ends of enums, masks and second names, messages that only give orders, and enums that hold no attributes at all. */
const unused =
  /^__|_UNSPEC$|_MAX$|_MASK$|^NFT_MSG_|^NFPROTO_(DECNET|NUMPROTO)|^NFT_BITWISE_MASK_XOR$|^NFT_RULE_COMPAT_F_MASK$|^XFRM_POLICY_FWD$/

test('no attribute, word or flag of the headers is missing', () => {
  const missing = enums()
    .filter((members) => members.some((member) => facts.has(member)))
    .flat()
    .filter((member) => member !== '' && !facts.has(member) && !unused.test(member))
  expect(missing).toEqual([])
})
