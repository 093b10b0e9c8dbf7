import './style/page.css'
import './style/map.css'
import { createRoot } from 'react-dom/client'
import { startFeed } from './live/feed.ts'
import { loadTopology } from './live/load-topology.ts'
import { Page } from './page/page.tsx'
import { HostStore } from './state/host-store.ts'
import { MapStore } from './state/map-store.ts'
import { storedMemo } from './state/stored-memo.ts'

const address = (): URLSearchParams => new URLSearchParams(location.search)

/** The address of the page says what is selected, so that it can be sent to somebody. */
const putIntoAddress = (selected: string | null): void => {
  const query = address()
  if (selected === null) query.delete('select')
  else query.set('select', selected)
  history.replaceState(null, '', query.size === 0 ? location.pathname : `?${query}`)
}

const host = new HostStore({ load: loadTopology, follow: startFeed })
const map = new MapStore(host, {
  storage: storedMemo(),
  viewport: () => ({ width: innerWidth, height: innerHeight }),
  selected: address().get('select'),
  onSelect: putIntoAddress,
})
// The stream, which the graph waits for, is opened while the first frame is drawn.
host.start()
const place = document.querySelector('#page')
if (place !== null) createRoot(place).render(<Page host={host} map={map} />)
