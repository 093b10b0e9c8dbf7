import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Connection, type FeedMessage, followChanges } from '../../../topology-ui/src/live/follow-changes.ts'

let server: Server | undefined
const aborts: AbortController[] = []
afterEach(() => {
  for (const abort of aborts.splice(0)) abort.abort()
  server?.closeAllConnections()
  server?.close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const agent = async (answers: readonly Answer[]): Promise<{ url: string; asked: IncomingMessage[] }> => {
  const asked: IncomingMessage[] = []
  server = createServer((request, response) => {
    answers[Math.min(asked.length, answers.length - 1)]?.(request, response)
    asked.push(request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

/** Follows until there are as many messages as are wanted. */
const follow = async (url: string, wanted: number): Promise<FeedMessage[]> => {
  const abort = new AbortController()
  aborts.push(abort)
  const heard: FeedMessage[] = []
  await new Promise<void>((resolve) => {
    const tell = (message: FeedMessage): void => {
      heard.push(message)
      if (heard.length === wanted) resolve()
    }
    void followChanges({ url, fetch, tell, signal: abort.signal, pause: 5, longestSilence: 300 })
  })
  abort.abort()
  return heard
}

const stream = (text: string, end: boolean): Answer => {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(text)
    if (end) response.end()
  }
}

const connections = (heard: readonly FeedMessage[]): Connection[] =>
  heard.flatMap((message) => (message.type === 'connection' ? [message.connection] : []))

test('comes again after the id that it heard last', async () => {
  const first = stream('id: e-1\nevent: ready\ndata: {}\n\n: heartbeat\nid: e-4\n\n', true)
  const { url, asked } = await agent([first, stream('id: e-5\nevent: container\ndata: {}\n\n', false)])
  const heard = await follow(url, 6)
  expect(asked[0]?.headers['last-event-id']).toBeUndefined()
  expect(asked[1]?.headers['last-event-id']).toBe('e-4')
  expect(connections(heard).map(({ state }) => state)).toEqual(['connecting', 'live', 'lost', 'live'])
  expect(heard.flatMap((message) => (message.type === 'event' ? [message.event.name] : []))).toEqual([
    'ready',
    'container',
  ])
})

test('says with which status it is refused', async () => {
  const { url } = await agent([(_request, response) => response.writeHead(401).end()])
  expect(connections(await follow(url, 2))[1]).toMatchObject({ state: 'lost', reason: 401 })
})

test('notices an agent that is there and says nothing', async () => {
  const { url } = await agent([stream('id: e-1\nevent: ready\ndata: {}\n\n', false)])
  expect(connections(await follow(url, 4))[2]).toMatchObject({ state: 'lost', reason: 'silent' })
})
