import { expect, test } from 'vitest'
import { lastSeen } from '../../topology-ui/src/state/last-seen.ts'
import { ViewStore } from '../../topology-ui/src/state/view-store.ts'
import { madeHost } from './made-host.ts'

test('of what went, the last facts and the time are kept; when it is back it is there', () => {
  const graph = madeHost(3)
  const [key = ''] = graph.filterNodes((_, { kind }) => kind === 'container')
  const seen = lastSeen(graph, key, null, 1)
  expect(seen).toMatchObject({ key, goneAt: null, attributes: { kind: 'container' } })
  const { attributes } = seen ?? {}
  graph.dropNode(key)
  const gone = lastSeen(graph, key, seen, 2)
  expect(gone).toEqual({ ...seen, attributes, goneAt: 2 })
  expect(lastSeen(graph, key, gone, 3)).toEqual(gone)
  expect(lastSeen(graph, 'other', gone, 3)).toBeNull()
  if (attributes !== undefined) graph.addNode(key, attributes)
  expect(lastSeen(graph, key, gone, 4)).toEqual(seen)
})

test('the address says what is seen, and the rest of it is left alone', () => {
  const store = new ViewStore(new URLSearchParams('view=table&filter=project:shop&filter=web'))
  expect(store.state()).toEqual({ view: 'table', query: '', filters: ['project:shop', 'web'] })
  store.search(' if7 ')
  store.filterByQuery()
  store.show('map')
  const address = new URLSearchParams('select=x&view=table')
  store.writeTo(address)
  expect(`${address}`).toBe('select=x&filter=project%3Ashop&filter=web&filter=if7')
  expect(new ViewStore(new URLSearchParams('view=nonsense')).state().view).toBe('map')
})
