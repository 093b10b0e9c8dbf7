import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allFacts, attributeConstants, type Fact } from './abi-facts.ts'

/** What the tables know and the headers of Linux 6.1 do not yet, with the version that brought it. */
const newer: { readonly [expression: string]: string } = {
  FRA_DSCP: '6.12',
  FRA_FLOWLABEL: '6.14',
  FRA_FLOWLABEL_MASK: '6.14',
  FRA_SPORT_MASK: '6.15',
  FRA_DPORT_MASK: '6.15',
  FRA_DSCP_MASK: '6.15',
  RTA_FLOWLABEL: '6.14',
  IFLA_BOND_BROADCAST_NEIGH: '6.17',
  IFLA_BRPORT_MAB: '6.2',
  IFLA_BRPORT_MCAST_N_GROUPS: '6.3',
  IFLA_BRPORT_MCAST_MAX_GROUPS: '6.3',
  IFLA_BRPORT_NEIGH_VLAN_SUPPRESS: '6.4',
  IFLA_BRPORT_BACKUP_NHID: '6.6',
  IFLA_BR_FDB_N_LEARNED: '6.7',
  IFLA_BR_FDB_MAX_LEARNED: '6.7',
  IFLA_DEVLINK_PORT: '6.2',
  IFLA_GSO_IPV4_MAX_SIZE: '6.3',
  IFLA_GRO_IPV4_MAX_SIZE: '6.3',
  IFLA_DPLL_PIN: '6.7',
  IFLA_MAX_PACING_OFFLOAD_HORIZON: '6.13',
  IFLA_NETNS_IMMUTABLE: '6.15',
  IFLA_HEADROOM: '6.18',
  IFLA_TAILROOM: '6.18',
  IFLA_GENEVE_PORT_RANGE: '6.15',
  'sizeof(struct ifla_geneve_port_range)': '6.15',
  'offsetof(struct ifla_geneve_port_range, low)': '6.15',
  'offsetof(struct ifla_geneve_port_range, high)': '6.15',
  IFLA_MACVLAN_BC_CUTOFF: '6.4',
  IFLA_NETKIT_PEER_INFO: '6.7',
  IFLA_NETKIT_PRIMARY: '6.7',
  IFLA_NETKIT_POLICY: '6.7',
  IFLA_NETKIT_PEER_POLICY: '6.7',
  IFLA_NETKIT_MODE: '6.7',
  IFLA_NETKIT_SCRUB: '6.13',
  IFLA_NETKIT_PEER_SCRUB: '6.13',
  IFLA_NETKIT_HEADROOM: '6.14',
  IFLA_NETKIT_TAILROOM: '6.14',
  IFLA_VXLAN_LOCALBYPASS: '6.5',
  IFLA_VXLAN_LABEL_POLICY: '6.7',
  IFLA_VXLAN_RESERVED_BITS: '6.14',
  IFLA_VXLAN_MC_ROUTE: '6.17',
  MDBA_MDB_EATTR_DST: '6.3',
  MDBA_MDB_EATTR_DST_PORT: '6.3',
  MDBA_MDB_EATTR_VNI: '6.3',
  MDBA_MDB_EATTR_IFINDEX: '6.3',
  MDBA_MDB_EATTR_SRC_VNI: '6.3',
  NHA_OP_FLAGS: '6.9',
  NHA_GROUP_STATS: '6.9',
  NHA_HW_STATS_ENABLE: '6.9',
  NHA_HW_STATS_USED: '6.9',
}

/** Members of the headers' enums that are no attributes, or a second name of one. */
const unused = ['IFLA_IF_NETNSID', 'NETNSA_NONE', 'FRA_UNUSED2', 'FRA_UNUSED3', 'FRA_UNUSED4', 'FRA_UNUSED5']

const facts = allFacts()
const includes = [...new Set(facts.map(({ header }) => header))].map((header) => `#include <${header}>`)

/** Compiles one line for each fact and answers the facts whose line the compiler refuses. */
const refused = (): readonly Fact[] => {
  const lines = [
    ...includes,
    '#include <stddef.h>',
    ...facts.map(({ expression }, i) => `long fact${i} = ${expression};`),
  ]
  const { stderr } = spawnSync('gcc', ['-x', 'c', '-fsyntax-only', '-fmax-errors=0', '-'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  })
  const numbers = [...stderr.matchAll(/^<stdin>:(\d+):\d+: error/gm)].map(([, line]) => Number(line))
  return [...new Set(numbers)].flatMap((line) => facts[line - 1 - includes.length - 1] ?? [])
}

const valuesOf = (known: readonly Fact[]): ReadonlyMap<string, number> => {
  const folder = mkdtempSync(join(tmpdir(), 'netloupe-abi-'))
  try {
    const program = join(folder, 'values')
    const prints = known.map(({ expression }) => `  printf("%ld\\t%s\\n", (long)(${expression}), "${expression}");`)
    const source = [...includes, '#include <stddef.h>', '#include <stdio.h>', 'int main(void) {', ...prints, '}']
    execFileSync('gcc', ['-x', 'c', '-o', program, '-'], { input: source.join('\n'), stdio: ['pipe', 'pipe', 'pipe'] })
    const output = execFileSync(program, { encoding: 'utf8' }).trimEnd().split('\n')
    return new Map(
      output.map((line) => {
        const [value, expression = ''] = line.split('\t')
        return [expression, Number(value)]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const unknown = refused()
const known = facts.filter((fact) => !unknown.includes(fact))

test('only what is listed as newer is missing from the installed headers, and all of that is', () => {
  expect(unknown.map(({ expression }) => expression).sort()).toEqual(Object.keys(newer).sort())
})

test('every struct and constant has the layout and the number of the installed headers', () => {
  const values = valuesOf(known)
  const wrong = known.filter(({ expression, value, compare }) => {
    const real = values.get(expression) ?? Number.NaN
    return compare === 'equal' ? real !== value : !(real >= value)
  })
  expect(wrong.map(({ expression, value }) => `${expression}: ${value}, not ${values.get(expression)}`)).toEqual([])
  expect(known.length).toBeGreaterThan(400)
})

test('newer attributes follow the known ones without a gap', () => {
  for (const constants of attributeConstants().values()) {
    const later = [...constants].filter(([name]) => name in newer).map(([, number]) => number)
    const last = Math.max(...[...constants].filter(([name]) => !(name in newer)).map(([, number]) => number), 0)
    const whole = later.length === constants.size
    if (!whole) expect(later.sort((a, b) => a - b)).toEqual(later.map((_, i) => last + 1 + i))
  }
})

/** The members of every enum of the headers, each enum a list. */
const enums = (): readonly (readonly string[])[] => {
  const text = execFileSync('gcc', ['-x', 'c', '-E', '-P', '-'], { input: includes.join('\n'), encoding: 'utf8' })
  return [...text.matchAll(/enum\s*\w*\s*\{([^}]*)\}/g)].map(([, members = '']) =>
    members.split(',').map((member) => member.replace(/=.*/s, '').trim()),
  )
}

test('no attribute of the headers is missing from its table', () => {
  const all = enums()
  const missing = [...attributeConstants().values()].flatMap((constants) =>
    all
      .filter((members) => members.some((member) => constants.has(member)))
      .flatMap((members) => members.filter((member) => member !== '' && !constants.has(member))),
  )
  const wanted = missing.filter((name) => !/^__|_UNSPEC$|_MAX$/.test(name) && !unused.includes(name))
  expect([...new Set(wanted)]).toEqual([])
})
