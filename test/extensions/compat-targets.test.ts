import { expect, test } from 'vitest'
import type { XtFamily } from '../../collectors/netfilter/xtables/extension.ts'
import { targetVocabulary } from '../../collectors/netfilter/xtables/targets/index.ts'
import { contextOf } from './capture.ts'
import { compatRules } from './compat-rules.ts'
import type { RawExtension } from './legacy-blob.ts'
import { chainOf, restoreInput } from './rules/rule-line.ts'
import { targetRules } from './rules/targets.ts'
import { savedExtensions } from './saved-line.ts'
import { scratchNamespace } from './scratch-namespace.ts'

/** Rules of one table: what arptables-nft-restore and ebtables-nft-restore read. The targets and watchers stand last. */
interface Table {
  readonly family: 'arp' | 'bridge'
  readonly table: string
  readonly rules: readonly string[]
}

const tables: readonly Table[] = [
  {
    family: 'arp',
    table: 'filter',
    rules: [
      '-A OUTPUT -j MARK --set-mark 1',
      '-A OUTPUT -j MARK --and-mark ffffff00',
      '-A OUTPUT -j MARK --or-mark 80000000',
      '-A OUTPUT -j CLASSIFY --set-class 1:a',
      '-A OUTPUT -j CLASSIFY --set-class ffff:0',
      '-A OUTPUT -j mangle --mangle-ip-s 192.0.2.1',
      '-A OUTPUT -j mangle --mangle-ip-d 192.0.2.2 --mangle-target DROP',
      '-A OUTPUT --h-length 6 -j mangle --mangle-mac-s 02:00:00:00:00:0a --mangle-target CONTINUE',
      '-A OUTPUT --h-length 6 -j mangle --mangle-ip-s 192.0.2.1 --mangle-mac-d 02:00:00:00:00:0b --mangle-ip-d 192.0.2.2',
    ],
  },
  {
    family: 'bridge',
    table: 'filter',
    rules: [
      '-A FORWARD -j mark --mark-set 0x1',
      '-A FORWARD -j mark --mark-set 0xffffffff --mark-target DROP',
      '-A FORWARD -j mark --mark-or 0xffffffffff --mark-target CONTINUE',
      '-A FORWARD -j mark --mark-and 0x0 --mark-target ACCEPT',
      '-A FORWARD -j mark --mark-xor 0x80000000 --mark-target CONTINUE',
      '-A FORWARD --log -j CONTINUE',
      '-A FORWARD --log-level emerg -j DROP',
      '-A FORWARD --log-level 7 --log-prefix "it\'s: " --log-ip --log-arp --log-ip6 -j ACCEPT',
      '-A FORWARD --nflog -j CONTINUE',
      '-A FORWARD --nflog-group 65535 --nflog-prefix "two words" --nflog-range 128 --nflog-threshold 20 -j CONTINUE',
      '-A FORWARD --log-level debug --nflog-group 2 -j mark --mark-set 0x2 --mark-target CONTINUE',
    ],
  },
  {
    family: 'bridge',
    table: 'nat',
    rules: [
      '-A PREROUTING -j dnat --to-dst 02:00:00:00:00:0a',
      '-A PREROUTING -j dnat --to-destination 2:0:0:0:0:b --dnat-target CONTINUE',
      '-A PREROUTING -j redirect',
      '-A PREROUTING -j redirect --redirect-target DROP',
      '-A PREROUTING -p ARP -j arpreply',
      '-A PREROUTING -p ARP -j arpreply --arpreply-mac ff:ff:ff:ff:ff:ff --arpreply-target CONTINUE',
      '-A POSTROUTING -j snat --to-src 02:00:00:00:00:0a',
      '-A POSTROUTING -j snat --to-src 02:00:00:00:00:0a --snat-arp --snat-target CONTINUE',
      '-A POSTROUTING -j snat --to-src 02:00:00:00:00:0a --snat-target DROP',
    ],
  },
]

const watchers = ['log', 'nflog']

const saved = (
  family: XtFamily,
  { name, revision, bytes }: RawExtension,
): { name: string; words: readonly string[] } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const use = targetVocabulary.decode({ family, name, revision }, view, 0, bytes.length)
  return targetVocabulary.save(use, contextOf(family)) ?? { name: 'unknown', words: [name] }
}

/** A target with `-j`, a watcher by its options alone. */
const ruleWords = (family: XtFamily, raw: RawExtension): readonly string[] => {
  const { name, words } = saved(family, raw)
  return watchers.includes(name) ? words : ['-j', name, ...words]
}

const rulesIn = (printed: string): readonly string[] => printed.split('\n').filter((line) => line.startsWith('-A '))

test.each(tables)('the targets of $family, table $table, are written as the tool writes them', (rules) => {
  using namespace = scratchNamespace()
  const { family, table } = rules
  const tool = family === 'arp' ? 'arptables-nft' : 'ebtables-nft'
  namespace.run([`${tool}-restore`], [`*${table}`, ...rules.rules, ''].join('\n'))
  const theirs = rulesIn(namespace.run([`${tool}-save`]))
    // What stands before is nf_tables' own, and so are verdicts.
    .map((line) => line.replace(/^-A \w+ (-p \w+ |--h-length 6 )?/, '').replace(/-j [A-Z]+$/, ''))
  const ours = compatRules(namespace.path, family).map((rule) =>
    rule.flatMap((raw) => ruleWords(family, raw)).join(' '),
  )
  expect(ours).toEqual(theirs.map((line) => line.trim()))
  expect(ours.length).toBe(rules.rules.length)
})

/** iptables 1.8.9 writes these in words of nf_tables. */
const native = ['NFLOG', 'TRACE']

const chains = [
  ...Map.groupBy(targetRules, (line) => `${line.family}, table ${line.table}, chain ${chainOf(line)}`),
] as const

test.each(chains)('the targets of %s are written as iptables-nft-save writes them', (_chain, lines) => {
  using namespace = scratchNamespace()
  const family = lines[0]?.family ?? 'ipv4'
  const tool = family === 'ipv4' ? 'iptables-nft' : 'ip6tables-nft'
  namespace.run([`${tool}-restore`], restoreInput(lines))
  const theirs = rulesIn(namespace.run([`${tool}-save`])).flatMap((line) => savedExtensions(line).at(-1) ?? [])
  const ours = compatRules(namespace.path, family).map((rule) => rule.find(({ list }) => list === 'targets'))
  expect(ours.length).toBe(lines.length)
  expect(theirs.flatMap(({ name }, i) => (ours[i] === undefined && !native.includes(name) ? name : []))).toEqual([])
  expect(ours.flatMap((raw) => (raw ? joined(saved(family, raw)) : []))).toEqual(theirs.filter((_, i) => ours[i]))
})

const joined = ({ name, words }: ReturnType<typeof saved>): object => ({ name, text: words.join(' ') })
