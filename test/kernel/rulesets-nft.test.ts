import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FirewallRule, FirewallTable } from '../../agent/firewall/ruleset/record.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { type ScratchNamespace, scratchNamespace } from '../extensions/scratch-namespace.ts'
import { dockerScene, heldRules, nftObjects, rulesetIn } from '../rulesets/held-rules.ts'

const load = ({ run }: ScratchNamespace, name: string): void =>
  void run(['nft', '-f', '-'], readFileSync(new URL(`../rulesets/nft/${name}.nft`, import.meta.url), 'utf8'))

/** The lines of rules that `nft -a list ruleset` prints, without quoted words, by table and handle. */
const ruleLines = (listed: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  let table = ''
  for (const line of listed.split('\n')) {
    const [, head] = /^table (\S+ \S+) \{/.exec(line) ?? []
    table = head ?? table
    const [, text, handle] = /^\t\t(.*) # handle (\d+)$/.exec(line) ?? []
    if (text !== undefined) found.set(`${table} ${handle}`, text.replaceAll(/"[^"]*"/g, '""'))
  }
  return found
}

const effects: readonly (readonly [words: RegExp, effect: FirewallRule['effect']])[] = [
  [/ vmap /, 'branch'],
  [/(^| )jump \S+$/, 'jump'],
  [/(^| )goto \S+$/, 'goto'],
  [/(^| )(dnat|snat|masquerade|redirect)( |$)/, 'nat'],
  [/(^| )accept$/, 'accept'],
  [/(^| )drop$/, 'drop'],
  [/(^| )return$/, 'return'],
  [/(^| )reject( with [a-z0-9 -]+)?$/, 'reject'],
]

/** What a rule does, by its words; a verdict stands at the end. */
const effectOf = (line: string): FirewallRule['effect'] => {
  const text = line.replace(/ comment ""$/, '').replace('ct status dnat', '')
  return effects.find(([words]) => words.test(text))?.[1] ?? 'continue'
}

interface Printed {
  readonly map?: { readonly family: string; readonly table: string; readonly name: string; readonly elem?: unknown }
  readonly rule?: {
    readonly family: string
    readonly table: string
    readonly chain: string
    readonly handle: number
    readonly expr?: readonly unknown[]
  }
}

/** Chains that are named as targets anywhere within. */
const targetsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = 'target' in value && typeof value.target === 'string' ? [value.target] : []
  return [...own, ...Object.values(value).flatMap(targetsIn)]
}

/** `table: chain number > target`, one for each way from a rule to a chain, also through a map. */
const leads = (printed: readonly Printed[]): readonly string[] => {
  const numbers = new Map<string, number>()
  return printed.flatMap(({ rule }) => {
    if (rule === undefined) return []
    const place = `${rule.family} ${rule.table}`
    const number = (numbers.get(`${place} ${rule.chain}`) ?? 0) + 1
    numbers.set(`${place} ${rule.chain}`, number)
    const text = JSON.stringify(rule.expr ?? [])
    const maps = printed.flatMap(({ map }) =>
      map !== undefined && `${map.family} ${map.table}` === place && text.includes(`"@${map.name}"`) ? [map.elem] : [],
    )
    return targetsIn([rule.expr, maps]).map((target) => `${place}: ${rule.chain} ${number} > ${target}`)
  })
}

const ourLeads = (tables: readonly FirewallTable[]): readonly string[] =>
  tables.flatMap(({ family, name, chains }) =>
    chains.flatMap(({ name: target, callers }) =>
      callers.map(({ chain, rule }) => `${family} ${name}: ${chain} ${rule} > ${target}`),
    ),
  )

const files = [
  ['docker', 'Docker'],
  ['fail2ban', 'fail2ban'],
  ['firewalld', 'firewalld'],
  ['kube-proxy', 'kube-proxy'],
  ['netavark', 'netavark or CNI'],
] as const

test.each(files)(
  '%s.nft: every table is of its program, every rule has its effect, every chain its callers',
  async (name, writer) => {
    using namespace = scratchNamespace()
    load(namespace, name)
    const { tables, mixed } = rulesetIn(await heldRules(namespace))
    expect(mixed).toBe(false)
    expect(new Set(tables.map((table) => `${table.backend} ${table.writer}`))).toEqual(new Set([`nftables ${writer}`]))
    const lines = ruleLines(namespace.run(['nft', '-a', 'list', 'ruleset']))
    const rules = tables.flatMap(({ family, name: table, chains }) =>
      chains.flatMap((chain) => chain.rules.map((rule) => ({ key: `${family} ${table} ${rule.handle}`, rule }))),
    )
    expect(rules.map(({ key, rule }) => [key, rule.effect])).toEqual(
      rules.map(({ key }) => [key, effectOf(lines.get(key) ?? 'missing')]),
    )
    expect(rules.filter(({ rule }) => rule.writer !== null)).toEqual([])
    const printed: readonly Printed[] = nftObjects(namespace.run(['nft', '-j', '-a', 'list', 'ruleset']))
    expect(rules.length).toBe(printed.filter(({ rule }) => rule !== undefined).length)
    expect(new Set(ourLeads(tables))).toEqual(new Set(leads(printed)))
  },
)

test('chains that a program puts into the tables of iptables by itself are of the program', async () => {
  using namespace = scratchNamespace()
  load(namespace, 'tailscale')
  const { tables } = rulesetIn(await heldRules(namespace))
  const chains = tables.flatMap((table) => table.chains)
  for (const { name, base, writer, rules } of chains) {
    expect([name, writer]).toEqual([name, base === null ? 'Tailscale' : null])
    expect(rules.map((rule) => rule.writer ?? writer)).toEqual(rules.map(() => 'Tailscale'))
  }
  expect(chains.length).toBeGreaterThan(5)
})

test("Docker's native tables, in words", async () => {
  using namespace = scratchNamespace()
  load(namespace, 'docker')
  const scene = dockerScene({
    bridge: ['docker0', '172.17.0.0/16', { web: '172.17.0.2', dns: '172.17.0.3', range: '172.17.0.4' }],
    shop: ['br-5f2c81d0a0b1', '172.18.0.0/16', {}],
    inner: ['br-internal', '172.19.0.0/16', {}],
  })
  const ruleset = rulesetIn({ ...(await heldRules(namespace)), sets: [] }, scene)
  await expect(rulesText([ruleset], { color: false, columns: 160 })).toMatchFileSnapshot(
    '../golden/rules/docker-native.txt',
  )
})
