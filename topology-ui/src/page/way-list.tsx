import { type ReactNode, useMemo } from 'react'
import type { Answer, PathStep } from '../../../agent/reachability/answer.ts'
import type { Topology } from '../../../agent/topology/graph.ts'
import { isTelling } from '../../../exporters/formats/why/ways.ts'
import { type Direction, type Hop, wayOf } from '../ask/way.ts'
import type { AskState, AskStore } from '../state/ask-store.ts'
import { words } from '../words.ts'
import { whole } from './whole.ts'

interface Props {
  readonly answer: Answer
  readonly topology: Topology
  readonly state: AskState
  readonly store: AskStore
}

/** The hops of a way, each with what was decided there; the same numbers are on the map. */
export const WayList = ({ answer, topology, state: { direction, explain }, store }: Props): ReactNode => {
  const { hops, stopped } = useMemo(() => wayOf(answer, direction, topology), [answer, direction, topology])
  return (
    <>
      <fieldset className="ways">
        {(['there', 'back'] as const).map((one: Direction) => (
          <button type="button" key={one} aria-pressed={one === direction} onClick={() => store.setDirection(one)}>
            {one === 'there' ? words.wayThere : words.wayBack}
          </button>
        ))}
      </fieldset>
      <label className="explain">
        <input type="checkbox" checked={explain} onChange={({ target }) => store.setExplain(target.checked)} />{' '}
        {words.explain}
      </label>
      {hops.length === 0 ? <p className="says">{words.noWay}</p> : null}
      <ol className="hops">
        {hops.map((hop, at) => (
          <HopView key={hop.number} hop={hop} explain={explain} isEnd={stopped && at === hops.length - 1} />
        ))}
      </ol>
    </>
  )
}

interface HopProps {
  readonly hop: Hop
  readonly explain: boolean
  readonly isEnd: boolean
}

const HopView = ({ hop: { number, title, steps }, explain, isEnd }: HopProps): ReactNode => {
  const shown = steps
    .map((step, at) => ({ step, at }))
    .filter(({ step, at }) => explain || (isEnd && at === steps.length - 1) || isTelling(step, steps[at + 1]))
  return (
    <li data-end={isEnd || undefined}>
      <h4>
        <span className="hop-number">{words.hop(number)}</span> <bdi>{title === '' ? words.unknownPlace : title}</bdi>
        {isEnd ? <span className="ends">✗ {words.endsHere}</span> : null}
      </h4>
      <ul>
        {shown.map(({ step, at }) => (
          <StepView key={at} step={step} />
        ))}
      </ul>
    </li>
  )
}

const StepView = ({ step: { step, detail, before, after } }: { readonly step: PathStep }): ReactNode => (
  <li data-step={step}>
    <span className="step-kind">{step}</span> <code>{whole(detail)}</code>
    {before === undefined || after === undefined || detail.includes(after) ? null : (
      <code>{whole(words.becomes(before, after))}</code>
    )}
  </li>
)
