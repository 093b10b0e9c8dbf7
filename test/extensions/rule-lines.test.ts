import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { matchVocabulary } from '../../collectors/netfilter/xtables/matches/index.ts'
import { targetVocabulary } from '../../collectors/netfilter/xtables/targets/index.ts'
import { contextOf } from './capture.ts'
import { legacyRules, type RawExtension } from './legacy-blob.ts'
import { type RuleLine, restoreInput } from './rules/rule-line.ts'
import { savedExtensions } from './saved-line.ts'
import { scratchNamespace } from './scratch-namespace.ts'

const folder = new URL('rules/', import.meta.url)
const files = readdirSync(folder).filter((file) => file !== 'rule-line.ts')
const linesOf = async (file: string): Promise<readonly RuleLine[]> => {
  const module: { readonly [name: string]: readonly RuleLine[] } = await import(new URL(file, folder).href)
  return Object.values(module).flat()
}
const sources = await Promise.all(files.map(async (file) => ({ file, lines: await linesOf(file) })))

/** What a rule's matches and target are called, and their options. */
const textOf = ({ list, name, revision, bytes }: RawExtension, family: 'ipv4' | 'ipv6'): object => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const named = { family, name, revision }
  const saved =
    list === 'matches'
      ? matchVocabulary.save(matchVocabulary.decode(named, view, 0, bytes.length), contextOf(family))
      : targetVocabulary.save(targetVocabulary.decode(named, view, 0, bytes.length), contextOf(family))
  return saved ? { name: saved.name, text: saved.words.join(' ') } : { unknown: name, revision }
}

/** Rules as the kernel has them in our words, and as iptables-legacy-save has them. */
const compared = (family: 'ipv4' | 'ipv6', lines: readonly RuleLine[]): { ours: unknown[]; theirs: unknown[] } => {
  using namespace = scratchNamespace()
  const tool = family === 'ipv4' ? 'iptables-legacy' : 'ip6tables-legacy'
  namespace.run([`${tool}-restore`], restoreInput(lines))
  const ours: unknown[] = []
  const theirs: unknown[] = []
  for (const table of new Set(lines.map((line) => line.table))) {
    const saved = namespace.run([`${tool}-save`, '-t', table]).split('\n')
    const rules = saved.filter((line) => line.startsWith('-A '))
    // The policies of built-in chains are entries too: they come last, without extensions.
    const raw = legacyRules(namespace.path, family, table)
    theirs.push(...rules.map((line) => savedExtensions(line)).filter((found) => found.length > 0))
    ours.push(...raw.filter((found) => found.length > 0).map((found) => found.map((one) => textOf(one, family))))
  }
  return { ours, theirs }
}

const cases = sources.flatMap(({ file, lines }) =>
  (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const ofFamily = lines.filter((line) => line.family === family)
    return ofFamily.length === 0 ? [] : [[file, family, ofFamily] as const]
  }),
)

describe('the rules that the kernel gives back', () => {
  test.each(cases)('of %s, %s, are written as iptables-legacy-save writes them', (_file, family, lines) => {
    const { ours, theirs } = compared(family, lines)
    expect(ours).toEqual(theirs)
    expect(ours.length).toBe(lines.length)
  })
})
