import type { ReactNode } from 'react'
import type { Answer, AnsweredCause } from '../../../agent/reachability/answer.ts'
import type { Topology } from '../../../agent/topology/graph.ts'
import { marks, sentenceOf } from '../../../exporters/formats/why/sentence.ts'
import { CopyButton } from '../details/copy-button.tsx'
import type { AskState, AskStore } from '../state/ask-store.ts'
import { words } from '../words.ts'
import { WayList } from './way-list.tsx'
import { whole } from './whole.ts'

interface Props {
  readonly answer: Answer
  readonly topology: Topology
  readonly state: AskState
  readonly store: AskStore
}

/** One sentence first, then what proves it, what to do, the way of the packet, and on what it depends. */
export const AnswerView = ({ answer, topology, state, store }: Props): ReactNode => {
  const { verdict, cause, furtherCauses, warnings, assumptions } = answer
  return (
    <>
      <p className="sentence" data-verdict={verdict} role="status">
        <span className="verdict">
          <span aria-hidden="true">{marks[verdict].mark} </span>
          {words.verdicts[verdict]}
        </span>
        {whole(sentenceOf(answer))}
      </p>
      {cause === null ? null : <Cause cause={cause} />}
      <Causes title={words.evenThen} causes={furtherCauses} />
      <Causes title={words.worthKnowing} causes={warnings} />
      {assumptions.length === 0 ? null : (
        <>
          <h3>{words.itDepends}</h3>
          <ul>
            {assumptions.map(({ on, otherwise }) => (
              <li key={on}>
                {whole(on)}
                {otherwise === undefined ? null : `; ${words.otherwise} ${whole(otherwise)}`}
              </li>
            ))}
          </ul>
        </>
      )}
      <WayList answer={answer} topology={topology} state={state} store={store} />
    </>
  )
}

const Causes = ({ title, causes }: { readonly title: string; readonly causes: Answer['warnings'] }): ReactNode =>
  causes.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      {causes.map((cause) => (
        <div key={cause.id + cause.summary} className="further">
          <p>{whole(cause.summary)}</p>
          <Cause cause={cause} />
        </div>
      ))}
    </>
  )

const Cause = ({ cause: { evidence, remedy, more } }: { readonly cause: AnsweredCause }): ReactNode => (
  <>
    {evidence.length === 0 ? null : (
      <>
        <h3>{words.evidence}</h3>
        <ul className="evidence">
          {evidence.map(({ where, fact }) => (
            <li key={where + fact}>
              <span>{whole(where)}</span> <code>{whole(fact)}</code>
            </li>
          ))}
        </ul>
      </>
    )}
    {remedy.length === 0 ? null : (
      <>
        <h3>{words.remedy}</h3>
        {remedy.map((command) => (
          <div key={command} className="command">
            <code>{whole(command)}</code>
            <CopyButton text={whole(command)} />
          </div>
        ))}
      </>
    )}
    {more === undefined || !more.startsWith('https://') ? null : (
      <p>
        <a href={more} target="_blank" rel="noopener noreferrer">
          {words.documented}
        </a>
      </p>
    )}
  </>
)
