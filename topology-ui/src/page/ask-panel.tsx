import { type ReactNode, useSyncExternalStore } from 'react'
import type { AskStore } from '../state/ask-store.ts'
import type { HostState } from '../state/host-store.ts'
import { words } from '../words.ts'
import { AnswerView } from './answer-view.tsx'
import { AskForm } from './ask-form.tsx'
import { whole } from './whole.ts'

/** The question, and its answer. */
export const AskPanel = ({ store, host }: { readonly store: AskStore; readonly host: HostState }): ReactNode => {
  const state = useSyncExternalStore(store.subscribe, store.state)
  const { question, isAsking, answer, failure, changeCount } = state
  return (
    <section className="ask" aria-label={words.askTitle}>
      <div className="details-head">
        <h2>{words.askTitle}</h2>
        <button type="button" onClick={store.close} aria-label={words.closeAsk}>
          ×
        </button>
      </div>
      <AskForm
        key={question === null ? '' : `${question.from} ${question.to}`}
        topology={host.topology}
        question={question}
        isAsking={isAsking}
        onAsk={store.ask}
      />
      {answer !== null && host.changeCount > changeCount ? (
        <p className="changed" role="status">
          {words.changedSince}{' '}
          <button type="button" onClick={store.again}>
            {words.askAgain}
          </button>
        </p>
      ) : null}
      {failure === null ? null : (
        <p className="refused" role="alert">
          {whole(failure)}
        </p>
      )}
      {answer === null || host.topology === null ? null : (
        <AnswerView answer={answer} topology={host.topology} state={state} store={store} />
      )}
    </section>
  )
}
