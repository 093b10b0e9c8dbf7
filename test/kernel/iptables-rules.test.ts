import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type RuleLine, restoreInput } from '../extensions/rules/rule-line.ts'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { nftTablesAt, printed, readLegacyAt, savedLines } from './iptables-compared.ts'

const folder = new URL('../extensions/rules/', import.meta.url)
const linesOf = async (file: string): Promise<readonly RuleLine[]> => {
  const module: { readonly [name: string]: readonly RuleLine[] } = await import(new URL(file, folder).href)
  return Object.values(module).flat()
}
const files = readdirSync(folder).filter((file) => file !== 'rule-line.ts')
const lines = (await Promise.all(files.map(linesOf))).flat()

const isEstimator = ({ rule }: RuleLine): boolean => rule.includes('-j RATEEST')
const usesEstimator = ({ rule }: RuleLine): boolean => rule.includes('-m rateest')

/** nf_tables takes a rate estimator for there only when an earlier transaction made it. */
const batches = (all: readonly RuleLine[], backend: string): readonly (readonly RuleLine[])[] =>
  backend === 'legacy' ? [all] : [all.filter((line) => !usesEstimator(line)), all.filter(usesEstimator)]

const cases = (['legacy', 'nft'] as const).flatMap((backend) =>
  (['ipv4', 'ipv6'] as const).map((family) => [backend, family] as const),
)

test.each(cases)(
  '%s, %s: every match and target is read, and written as the save program writes it',
  (backend, family) => {
    const tool = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}`
    const wanted = lines.filter((line) => line.family === family)
    expect(wanted.some(isEstimator)).toBe(true)
    using namespace = scratchNamespace()
    for (const batch of batches(wanted, backend)) namespace.run([`${tool}-restore`, '-n'], restoreInput(batch))
    const reading = readLegacyAt(namespace.path)
    expect(reading.malformed).toEqual([])
    const tables = backend === 'legacy' ? reading.tables : nftTablesAt(namespace.path)
    const theirs = savedLines(namespace.run([`${tool}-save`, '-c']))
    // The two list their tables in different orders.
    const ours = printed(tables)
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    for (const table of tables) expect(theirs.join('\n')).toContain(printed([table]).join('\n'))
    expect(ours.filter((line) => line.includes('-A ')).length).toBe(wanted.length)
  },
)
