import type { NetnsId } from '../../../collectors/collector.ts'
import { isEqual } from '../../../collectors/equal.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { namespaceTitle } from '../../topology/namespace-title.ts'
import { counted } from '../counted.ts'
import type { Change } from '../event.ts'
import { placeText, ruleChanges, type TablePair, tableWords } from './rules.ts'
import { setChanges } from './sets.ts'
import { type Chain, type Table, tableKey, tablesOf } from './tables.ts'

/** What changed in the rules and sets of a namespace that is in both looks. */
export const rulesetChanges = (before: Snapshot, after: Snapshot, netns: NetnsId): readonly Change[] => {
  const namespace = after.namespaces.find(({ id }) => id === netns)
  if (namespace === undefined || !before.namespaces.some(({ id }) => id === netns)) return []
  const object = identitiesOf(after).netnsKey(netns)
  const where = namespaceTitle(namespace, after)
  const [was, is] = [before, after].map((one) => new Map(tablesOf(one, netns).map((table) => [tableKey(table), table])))
  const changes: Change[] = []
  for (const [key, table] of was ?? [])
    if (!is?.has(key)) changes.push(wholeTable({ table, object, where, change: 'removed' }))
  for (const [key, table] of is ?? []) {
    const old = was?.get(key)
    if (old === undefined) changes.push(wholeTable({ table, object, where, change: 'added' }))
    else if (old !== table) {
      const pair = { before: { snapshot: before, table: old }, after: { snapshot: after, table }, object, where }
      changes.push(...chainChanges(pair), ...ruleChanges(pair))
    }
  }
  return [...changes, ...setChanges({ before, after, netns, object, where })]
}

interface Whole {
  readonly table: Table
  readonly object: string
  readonly where: string
  readonly change: 'added' | 'removed'
}

const wholeTable = ({ table, object, where, change }: Whole): Change => {
  const says = {
    ...tableWords(table),
    chains: table.chains.length,
    rules: table.chains.reduce((sum: number, { rules }: Chain) => sum + rules.length, 0),
  }
  const did =
    change === 'added' ? `is there, with ${counted(says.rules, 'rule')} in ${counted(says.chains, 'chain')}` : 'is gone'
  return {
    kind: 'table',
    change,
    object,
    ends: null,
    words: `table ${placeText(table)} of ${where} ${did}`,
    before: change === 'removed' ? says : null,
    after: change === 'added' ? says : null,
  }
}

const chainChanges = ({ before, after, object, where }: TablePair): readonly Change[] => {
  const chainsOf = (table: Table): ReadonlyMap<string, Chain> =>
    // Those without a name of their own belong to a rule.
    new Map(
      table.chains
        .filter((chain: Chain) => !('flags' in chain && chain.flags.includes('binding')))
        .map((chain: Chain) => [chain.name, chain]),
    )
  const [was, is] = [chainsOf(before.table), chainsOf(after.table)]
  const common = { kind: 'chain', object, ends: null } as const
  const place = `${placeText(after.table)} of ${where}`
  const sayOf = (chain: Chain) => ({
    ...tableWords(after.table),
    chain: chain.name,
    rules: chain.rules.length,
    policy: policyOf(chain),
  })
  const changes: Change[] = []
  for (const [name, chain] of was)
    if (!is.has(name))
      changes.push({
        ...common,
        change: 'removed',
        words: `chain ${name} deleted from ${place}`,
        before: sayOf(chain),
        after: null,
      })
  for (const [name, chain] of is) {
    const old = was.get(name)
    const says = sayOf(chain)
    if (old === undefined) {
      const words = `chain ${name} created in ${place}, with ${counted(says.rules, 'rule')}${says.policy === null ? '' : `, policy ${says.policy}`}`
      changes.push({ ...common, change: 'added', words, before: null, after: says })
    } else if (!isEqual(hookOf(old), hookOf(chain))) {
      const words =
        policyOf(old) === says.policy
          ? `chain ${name} of ${place} is at another hook`
          : `policy of ${name} (${placeText(after.table)}) of ${where}: ${says.policy ?? 'none'} (was ${policyOf(old) ?? 'none'})`
      changes.push({ ...common, change: 'changed', words, before: sayOf(old), after: says })
    }
  }
  return changes
}

const policyOf = ({ base }: Chain): string | null => base?.policy ?? null

const hookOf = ({ base }: Chain): unknown => base && { ...base, packets: null, bytes: null }
