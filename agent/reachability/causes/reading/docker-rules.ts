import type { NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../../collectors/netfilter/xtables/record.ts'
import { chainWriter } from '../../../firewall/writers/index.ts'
import { remembered } from '../../../indexes/remembered.ts'
import type { Space } from '../../scene/space.ts'

/** What is left of Docker's rules in a namespace, for IPv4. */
export interface DockerRules {
  /** Chains of Docker's are there, be they empty. */
  readonly hasChains: boolean
  /** A rule of a hook leads to them: they are in force for what is forwarded. */
  readonly filters: boolean
  /** The same of published ports. */
  readonly translates: boolean
  /** Docker's own tables of nftables (29 with `--firewall-backend=nftables`). */
  readonly hasOwnTables: boolean
}

type NftExpression = NftRule['expressions'][number]

interface NamedChain {
  readonly table: string
  readonly name: string
  readonly leadsTo: readonly string[]
}

const isDockers = (chain: string): boolean => chainWriter(chain)?.writer === 'Docker'
const isWorking = (name: string): boolean => isDockers(name) && name !== 'DOCKER-USER'

export const dockerRulesOf = remembered((space: Space): DockerRules => {
  const chains = [...legacyChains(space.xtables), ...nftChains(space)]
  const leads = (table: string, to: (name: string) => boolean): boolean =>
    chains.some((chain) => chain.table === table && !isDockers(chain.name) && chain.leadsTo.some(to))
  const hasOwnTables = space.nftables.some(({ name, family }) => family === 'ip' && /^docker-/.test(name))
  return {
    hasChains: hasOwnTables || chains.some(({ name }) => isDockers(name)),
    filters: hasOwnTables || leads('filter', isWorking),
    translates: hasOwnTables || leads('nat', isWorking),
    hasOwnTables,
  }
})

const legacyChains = (tables: readonly AnyXtTable[]): readonly NamedChain[] =>
  tables
    .filter(({ family }) => family === 'ipv4')
    .flatMap(({ name: table, chains }) =>
      chains.map(({ name, rules }) => ({
        table,
        name,
        leadsTo: rules.flatMap(({ target }) =>
          target.kind === 'jump' || target.kind === 'goto' ? [target.chain] : [],
        ),
      })),
    )

const nftChains = ({ nftables }: Space): readonly NamedChain[] =>
  nftables
    .filter(({ family }) => family === 'ip')
    .flatMap(({ name: table, chains }) =>
      chains.map(({ name, rules }) => ({
        table,
        name,
        leadsTo: rules.flatMap(({ expressions }) => expressions.flatMap(chainOf)),
      })),
    )

const chainOf = (expression: NftExpression): readonly string[] => {
  if (expression.kind !== 'immediate') return []
  const { data } = expression
  return typeof data === 'object' && data.chain !== undefined ? [data.chain] : []
}
