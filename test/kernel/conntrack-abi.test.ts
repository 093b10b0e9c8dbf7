import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as numbers from '../../collectors/netfilter/conntrack/attribute-numbers.ts'
import { conntrackExpectation } from '../../collectors/netfilter/conntrack/expectation.ts'
import { sctpStates, tcpStates } from '../../collectors/netfilter/conntrack/protocol-state.ts'
import { statusBits } from '../../collectors/netfilter/conntrack/status.ts'
import { flagBits } from '../../collectors/netfilter/ipset/flags.ts'
import { ipsetListing, ipsetProtocol } from '../../collectors/netfilter/ipset/messages.ts'
import { codecsWithin, isAttributes, isRepeated } from '../captures/tables.ts'

/** What the headers of Linux 6.1 do not know yet, with the version that brought it. */
const newer: { readonly [constant: string]: string } = {
  CTA_TIMESTAMP_EVENT: '6.14',
  IPSET_ATTR_BITMASK: '6.2',
}

const headers = [
  'linux/netfilter/nfnetlink_conntrack.h',
  'linux/netfilter/nf_conntrack_common.h',
  'linux/netfilter/nf_conntrack_tcp.h',
  'linux/netfilter/nf_conntrack_sctp.h',
  'linux/netfilter/ipset/ip_set.h',
]
const includes = headers.map((header) => `#include <${header}>`)

const inLists = Object.entries(numbers).flatMap(([prefix, list]) =>
  Object.entries(list).map(([name, number]) => [`${prefix}_${name}`, number] as const),
)

const inTables = [ipsetListing, ipsetProtocol, conntrackExpectation]
  .flatMap((message) => [...codecsWithin(message)])
  .flatMap((codec) => {
    if (isRepeated(codec))
      return codec.repeated.constant ? [[codec.repeated.constant.name, codec.repeated.number] as const] : []
    if (!isAttributes(codec)) return []
    const { prefix, rows } = codec.attributes
    return Object.values(rows).map(([number, , constant]) => [prefix + constant, number] as const)
  })

/** `syn_sent` of TCP as TCP_CONNTRACK_SYN_SENT. */
const states = (protocol: string, words: readonly string[]): [string, number][] =>
  words.map((word, number) => [`${protocol}_CONNTRACK_${word.toUpperCase()}`, number])

const facts = new Map<string, number>([
  ...inLists,
  ...inTables,
  ...states('TCP', tcpStates),
  ...states('SCTP', sctpStates),
  ...Object.entries(statusBits).map(([word, bit]) => [`IPS_${word.toUpperCase()}_BIT`, bit] as const),
  ...Object.values(flagBits).map(([bit, constant]) => [`IPSET_FLAG_BIT_${constant}`, bit] as const),
])

const values = (): ReadonlyMap<string, number> => {
  const folder = mkdtempSync(join(tmpdir(), 'netloupe-abi-'))
  try {
    const known = [...facts.keys()].filter((name) => !(name in newer))
    const prints = known.map((name) => `  printf("%s %ld\\n", "${name}", (long)${name});`)
    const source = [...includes, '#include <stdio.h>', 'int main(void) {', ...prints, '}'].join('\n')
    const program = join(folder, 'values')
    execFileSync('gcc', ['-x', 'c', '-o', program, '-'], { input: source, stdio: ['pipe', 'pipe', 'pipe'] })
    const lines = execFileSync(program, { encoding: 'utf8' }).trimEnd().split('\n')
    return new Map(lines.map((line) => line.split(' ')).map(([name = '', value]) => [name, Number(value)]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every number is that of the installed headers', () => {
  const real = values()
  const wrong = [...facts].filter(([name, number]) => !(name in newer) && real.get(name) !== number)
  expect(wrong).toEqual([])
  expect(real.size).toBeGreaterThan(150)
})

/** The members of each enum of the headers. */
const enums = (): readonly (readonly string[])[] => {
  const text = execFileSync('gcc', ['-x', 'c', '-E', '-P', '-'], { input: includes.join('\n'), encoding: 'utf8' })
  return [...text.matchAll(/enum\s*\w*\s*\{([^}]*)\}/g)].map(([, members = '']) =>
    members.split(',').map((member) => member.replace(/=.*/s, '').trim()),
  )
}

/** Second names, what only events and orders have, and enums of which the state alone is wanted. */
const unused =
  /^__|_UNSPEC$|_MAX$|_IP_FROM$|_PORT_FROM$|_CADT_|_SETNAME2$|_REVISION_MIN$|^CTA_NAT_SEQ_ADJ|^CTA_(COUNTERS32|COUNTERS_PAD|TIMESTAMP_PAD)|^CTA_PROTOINFO_(TCP|DCCP|SCTP)_(?!STATE)|^IPS_(?!.*_BIT$)|^IPSET_FLAG_(?!BIT)|^TCP_CONNTRACK_(LISTEN|IGNORE|RETRANS|UNACK|TIMEOUT)|^CTA_STATS/

test('no attribute, state or flag of the headers is missing', () => {
  const missing = enums()
    .filter((members) => members.some((member) => facts.has(member)))
    .flat()
    .filter((member) => member !== '' && !facts.has(member) && !unused.test(member))
  expect(missing).toEqual([])
})
