import './style/page.css'
import './style/map.css'
import './style/ask.css'
import './style/lists.css'
import { createRoot } from 'react-dom/client'
import { questionIn, withQuestion } from './ask/question.ts'
import { startFeed } from './live/feed.ts'
import { loadAnswer } from './live/load-answer.ts'
import { loadTopology } from './live/load-topology.ts'
import { Page } from './page/page.tsx'
import { AskStore } from './state/ask-store.ts'
import { HostStore } from './state/host-store.ts'
import { MapStore } from './state/map-store.ts'
import { storedMemo } from './state/stored-memo.ts'
import { ViewStore } from './state/view-store.ts'

const address = (): URLSearchParams => new URLSearchParams(location.search)
const urlOf = (query: URLSearchParams): string => (query.size === 0 ? location.pathname : `?${query}`)

/** The address of the page says what is seen, so that it can be sent to somebody. */
const changeAddress = (write: (query: URLSearchParams) => void): void => {
  const query = address()
  write(query)
  history.replaceState(null, '', urlOf(query))
}

const putIntoAddress = (selected: string | null): void =>
  changeAddress((query) => (selected === null ? query.delete('select') : query.set('select', selected)))

const view = new ViewStore(address())
view.subscribe(() => changeAddress(view.writeTo))
const host = new HostStore({ load: loadTopology, follow: startFeed })
const map = new MapStore(host, {
  storage: storedMemo(),
  view,
  viewport: () => ({ width: innerWidth, height: innerHeight }),
  selected: address().get('select'),
  onSelect: putIntoAddress,
})
// The stream, which the graph waits for, is opened while the first frame is drawn.
host.start()
const ask = new AskStore(host, map, {
  answer: loadAnswer,
  // A question is a page of its own: one goes back from it to the one before.
  onAsk: (question) => history.pushState(null, '', urlOf(withQuestion(address(), question))),
})
addEventListener('popstate', () => {
  ask.show(questionIn(address()))
  map.select(address().get('select'))
})
const place = document.querySelector('#page')
if (place !== null) createRoot(place).render(<Page host={host} map={map} ask={ask} view={view} />)
ask.show(questionIn(address()))
