import type { ReactNode } from 'react'
import type { Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { useAnswer } from '../live/use-answer.ts'
import { words } from '../words.ts'
import { mentionsIn } from './mentions.ts'

/** A rule may be long, and here one reads it. */
const longest = 2_000

/** The rules of the host, and of Docker's namespace, that name an address or an interface. */
export const RulesAbout = ({ wanted }: { readonly wanted: readonly string[] }): ReactNode => {
  const { answer, failure } = useAnswer<readonly Ruleset[]>('/api/v1/rules')
  if (answer === null) return <p className="says">{failure ?? words.asking}</p>
  const mentions = mentionsIn(answer, wanted)
  if (mentions.length === 0) return <p className="says">{words.noMentions(wanted.map((word) => printable(word)))}</p>
  return (
    <ul className="rules-about">
      {mentions.map(({ id, place, rule }) => (
        <li key={id}>
          <bdi className="says">{printable(place)}</bdi>
          <code>
            <bdi>{printable(rule.text, longest)}</bdi>
          </code>
          {rule.packets === null ? null : <span className="says">{words.packets(`${rule.packets}`)}</span>}
        </li>
      ))}
    </ul>
  )
}
