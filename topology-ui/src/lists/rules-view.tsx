import { type ReactNode, useEffect, useState } from 'react'
import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { inPacketOrder } from '../../../exporters/formats/rules/chain-order.ts'
import { useAnswer } from '../live/use-answer.ts'
import { words } from '../words.ts'
import { Head } from './head.tsx'

/** A rule may be long, and here one reads it. */
const longest = 2_000

/** Chains in the order in which a packet meets them, with who wrote what and how often it matched. */
export const RulesView = ({ query }: { readonly query: string }): ReactNode => {
  const [turn, setTurn] = useState(0)
  const { answer, failure } = useAnswer<readonly Ruleset[]>('/api/v1/rules', turn)
  const [goal, setGoal] = useState<string | null>(null)
  useEffect(() => {
    if (goal !== null) document.getElementById(goal)?.scrollIntoView({ block: 'start' })
  }, [goal])
  const wanted = query.trim().toLowerCase()
  return (
    <section className="list-view" aria-label={words.viewNames.rules}>
      <Head title={words.rulesTitle} isAsking={answer === null && failure === null} onAgain={() => setTurn(turn + 1)} />
      {failure === null ? null : <p role="alert">{failure}</p>}
      {(answer ?? []).map((ruleset) => (
        <section key={ruleset.netns}>
          <h3>
            <bdi>{printable(ruleset.title)}</bdi>
          </h3>
          {ruleset.mixed ? <p className="note">{words.mixedRules}</p> : null}
          {ruleset.tables.length === 0 ? <p className="says">{words.noRules}</p> : null}
          {ruleset.tables.map((table) => (
            <Table
              key={idOf(ruleset.netns, table)}
              id={idOf(ruleset.netns, table)}
              table={table}
              wanted={wanted}
              onGo={setGoal}
            />
          ))}
        </section>
      ))}
    </section>
  )
}

/** Ids of the document have no spaces (HTML, 3.2.6). */
const idOf = (...parts: readonly (string | FirewallTable)[]): string =>
  encodeURIComponent(
    parts.map((part) => (typeof part === 'string' ? part : `${part.backend} ${part.family} ${part.name}`)).join(' '),
  )

interface TableProps {
  readonly id: string
  readonly table: FirewallTable
  readonly wanted: string
  readonly onGo: (id: string) => void
}

const Table = ({ id, table, wanted, onGo }: TableProps): ReactNode => {
  const chains = inPacketOrder(table.chains).flatMap((chain) => {
    const rules = wanted === '' ? chain.rules : chain.rules.filter((rule) => ruleHas(rule, wanted))
    const isNamed = wanted === '' || chain.name.toLowerCase().includes(wanted)
    return isNamed || rules.length > 0 ? [{ chain, rules: isNamed ? chain.rules : rules }] : []
  })
  if (chains.length === 0) return null
  return (
    <details className="rule-table" open={chains.some(({ rules }) => rules.length > 0)}>
      <summary>
        <bdi>
          {table.family} {printable(table.name)}
        </bdi>
        <span className="says">
          {table.backend}
          {chains.every(({ rules }) => rules.length === 0) ? ` · ${words.noRules}` : ''}
          {table.writer === null ? '' : ` · ${words.by(printable(table.writer))}`}
        </span>
      </summary>
      {chains.map(({ chain, rules }) => (
        <Chain key={chain.name} table={id} chain={chain} rules={rules} onGo={onGo} />
      ))}
    </details>
  )
}

const ruleHas = ({ text, writer, meaning }: FirewallRule, wanted: string): boolean =>
  [text, writer ?? '', meaning ?? ''].some((part) => part.toLowerCase().includes(wanted))

interface ChainProps {
  readonly table: string
  readonly chain: FirewallChain
  readonly rules: readonly FirewallRule[]
  readonly onGo: (id: string) => void
}

const Chain = ({ table, chain, rules, onGo }: ChainProps): ReactNode => {
  const { name, base, callers, writer, about } = chain
  const toChain = (to: string): ReactNode => (
    <button key={to} type="button" className="link" onClick={() => onGo(idOf(table, to))}>
      <bdi>{printable(to)}</bdi>
    </button>
  )
  const says = [
    base === null ? '' : words.hook(base.hook, base.priority, base.policy),
    writer === null ? '' : words.by(printable(writer)),
    about === null ? '' : printable(about),
  ].filter((text) => text !== '')
  return (
    <article className="chain" id={idOf(table, name)}>
      <h4 className="chain-title">
        <bdi>{printable(name)}</bdi>
        <span className="says">
          {says.join(' · ')} {callers.length === 0 ? null : words.calledFrom}{' '}
          {[...new Set(callers.map((caller) => caller.chain))].map(toChain)}
        </span>
      </h4>
      <table className="small">
        <thead className="spoken">
          <tr>
            {words.ruleColumns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.number} data-effect={rule.effect}>
              <td className="number">{rule.number}</td>
              <td className="number">{rule.packets === null ? '-' : `${rule.packets}`}</td>
              <td>
                <bdi>{printable(rule.text, longest)}</bdi>
                {rule.meaning === null ? null : <span className="meaning">{printable(rule.meaning, longest)}</span>}
              </td>
              <td>{rule.leadsTo.map(toChain)}</td>
              <td className="says">{rule.writer === null ? '' : printable(rule.writer)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  )
}
