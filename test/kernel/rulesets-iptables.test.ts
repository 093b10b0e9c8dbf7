import { describe, expect, test } from 'vitest'
import { rulesetJson } from '../../agent/firewall/nft/ruleset-json.ts'
import type { FirewallChain, FirewallRule, Ruleset } from '../../agent/firewall/ruleset/record.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { type ScratchNamespace, scratchNamespace } from '../extensions/scratch-namespace.ts'
import {
  type Backend,
  loadInto,
  type RulesFile,
  rulesFiles,
  type SavedRule,
  type SavedTable,
  savedTables,
  toolOf,
} from '../rulesets/corpus.ts'
import {
  type DockerScene,
  dockerScene,
  type HeldRules,
  heldRules,
  nftObjects,
  nowhere,
  ourLines,
  rulesetIn,
} from '../rulesets/held-rules.ts'
import { savedLines } from './iptables-compared.ts'

/** Who wrote a file of the corpus; of the one with several programs, by how the names of their chains begin. */
const writers: readonly (readonly [file: RegExp, chain: RegExp, writer: string])[] = [
  [/^docker-/, /^/, 'Docker'],
  [/^ufw$/, /^/, 'ufw'],
  [/^firewalld$/, /^/, 'firewalld'],
  [/^kube-proxy$/, /^/, 'kube-proxy'],
  [/^calico$/, /^/, 'Calico'],
  [/^fail2ban$/, /^/, 'fail2ban'],
  [/^others$/, /^ts-/, 'Tailscale'],
  [/^others$/, /^LIBVIRT_/, 'libvirt'],
  [/^others$/, /^(CNI-|NETAVARK)/, 'netavark or CNI'],
  [/^others$/, /^ISTIO_/, 'Istio'],
]

const writerOf = (file: string, chain: string): string | undefined =>
  writers.find(([files, chains]) => files.test(file) && chains.test(chain))?.[2]

const effects: { readonly [target: string]: FirewallRule['effect'] } = {
  ACCEPT: 'accept',
  DROP: 'drop',
  RETURN: 'return',
  REJECT: 'reject',
  DNAT: 'nat',
  SNAT: 'nat',
  MASQUERADE: 'nat',
  REDIRECT: 'nat',
}

/** What a rule of iptables-save does, by its last words. */
const effectOf = ({ text }: SavedRule, { own }: SavedTable): FirewallRule['effect'] => {
  const [, option, target = ''] = /(?:^| )(-[jg]) (\S+)[^"]*(?:"[^"]*"[^"]*)*$/.exec(text) ?? []
  if (option === '-g') return 'goto'
  return own.includes(target) ? 'jump' : (effects[target] ?? 'continue')
}

const targetOf = (text: string): string => /(?:^| )-[jg] (\S+)$/.exec(text)?.[1] ?? ''

/** What has to be told of a chain, after what the save program prints. */
const chainTruth = (
  file: RulesFile,
  table: SavedTable,
  chain: string,
): Pick<FirewallChain, 'name' | 'writer' | 'callers'> & { readonly rules: readonly object[] } => ({
  name: chain,
  writer: table.own.includes(chain) ? (writerOf(file.name, chain) ?? 'nobody') : null,
  callers: table.rules
    .filter(({ text }) => table.own.includes(chain) && targetOf(text) === chain)
    .map((rule) => ({ chain: rule.chain, rule: rule.number })),
  rules: table.rules
    .filter((rule) => rule.chain === chain)
    .map((rule) => {
      const { number, packets, bytes, text } = rule
      const effect = effectOf(rule, table)
      const leadsTo = effect === 'jump' || effect === 'goto' ? [targetOf(text)] : []
      return { number, packets, bytes, text, effect, leadsTo }
    }),
})

const told = ({ name, writer, callers, rules }: FirewallChain): object => ({
  name,
  writer,
  callers,
  rules: rules.map(({ number, packets, bytes, text, effect, leadsTo }) => ({
    number,
    packets,
    bytes,
    text,
    effect,
    leadsTo,
  })),
})

const expectAnalysed = (file: RulesFile, backend: Backend, { ruleset, saved }: Compared): void => {
  expect(ruleset.mixed).toBe(false)
  expect(ruleset.tables.map(({ backend: own, family }) => `${own} ${family}`)).toEqual(
    saved.map(() => `iptables-${backend} ${file.family === 'ipv4' ? 'ip' : 'ip6'}`),
  )
  for (const table of saved) {
    const ours = ruleset.tables.find(({ name }) => name === table.name)
    const truth = [...table.builtIn, ...table.own].map((chain) => chainTruth(file, table, chain))
    expect(new Map(ours?.chains.map((chain) => [chain.name, told(chain)]))).toEqual(
      new Map(truth.map((chain) => [chain.name, chain])),
    )
  }
}

interface Compared {
  readonly held: HeldRules
  readonly ruleset: Ruleset
  readonly saved: readonly SavedTable[]
}

const compared = async (file: RulesFile, backend: Backend, namespace: ScratchNamespace): Promise<Compared> => {
  loadInto(namespace, file, backend)
  const held = await heldRules(namespace)
  const theirs = savedLines(namespace.run([`${toolOf(file.family, backend)}-save`, '-c']))
  expect(ourLines(held)).toEqual(theirs)
  expect(theirs.filter((line) => line.includes('-A ')).length).toBe(file.text.match(/^-A /gm)?.length)
  return { held, ruleset: rulesetIn(held), saved: savedTables(theirs) }
}

const expectNftJson = ({ nft }: HeldRules, { run }: ScratchNamespace): void =>
  expect(JSON.parse(toJson(rulesetJson(nft, nowhere)))).toEqual(nftObjects(run(['nft', '-j', '-a', 'list', 'ruleset'])))

const cases = rulesFiles.map((file) => [`${file.name} (${file.family})`, file] as const)

describe.each(cases)('%s', (_, file) => {
  test('by iptables-nft: is told as its own save program and nft tell it, with writers, callers and effects', async () => {
    using namespace = scratchNamespace()
    const found = await compared(file, 'nft', namespace)
    expect(found.held.legacy).toEqual([])
    expectAnalysed(file, 'nft', found)
    expectNftJson(found.held, namespace)
  })

  test('by iptables-legacy: is told as its own save program tells it, with writers, callers and effects', async () => {
    using namespace = scratchNamespace()
    const found = await compared(file, 'legacy', namespace)
    expect(found.held.nft).toEqual([])
    expectAnalysed(file, 'legacy', found)
  })
})

/** The networks and containers of the setting `networks` of test/rulesets/docker-settings.ts. */
const networksScene = dockerScene({
  bridge: ['docker0', '172.17.0.0/16', { plain: '172.17.0.2', linked: '172.17.0.3' }],
  custom: ['custom', '192.0.2.0/24', { web: '192.0.2.2' }],
  inner: ['inner', '198.51.100.0/24', { hidden: '198.51.100.2' }],
  noicc: ['noicc', '203.0.113.0/24', { apart: '203.0.113.2' }],
  nomasq: ['nomasq', '10.77.0.0/24', { bare: '10.77.0.2' }],
})

/** Files whose text for people is kept, to be read by people. */
const golden: readonly (readonly [name: string, backend: Backend, scene: Partial<DockerScene>])[] = [
  ['docker-networks', 'nft', networksScene],
  ['docker-dns', 'nft', {}],
  ['docker-28', 'nft', {}],
  ['ufw', 'legacy', {}],
  ['kube-proxy', 'nft', {}],
]

test.each(golden)('%s, in words', async (name, backend, scene) => {
  const file = rulesFiles.find((one) => one.name === name && one.family === 'ipv4')
  if (file === undefined) throw new Error(`the corpus has no ${name}`)
  using namespace = scratchNamespace()
  loadInto(namespace, file, backend)
  const ruleset = rulesetIn({ ...(await heldRules(namespace)), sets: [] }, scene)
  await expect(rulesText([ruleset], { color: false, columns: 160 })).toMatchFileSnapshot(
    `../golden/rules/${name}-${backend}.txt`,
  )
})
