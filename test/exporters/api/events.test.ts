import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ToldChange } from '../../../agent/changes/event.ts'
import { ChangeFeed } from '../../../agent/live/change-feed.ts'
import { viewOf } from '../../../agent/live/view.ts'
import { serverSentEvents } from '../../../agent/watch/server-sent-events.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { ChangeStream } from '../../../exporters/api/change-stream.ts'
import { exampleSnapshot } from '../example-snapshot.ts'
import { exampleServer } from './example-server.ts'

/** A running server over a host that can be changed. */
const changingServer = async (changes = new ChangeFeed()) => {
  let snapshot: Snapshot = exampleSnapshot
  const app = await exampleServer({ view: () => viewOf(snapshot), changes })
  onTestFinished(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    url: `${url}/api/v1/events`,
    look: (next: Snapshot): void => {
      snapshot = next
      changes.look(next)
    },
  }
}

/** Opens a stream; its events come one by one, and it ends with the test. */
const follow = async (url: string, lastId?: string) => {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const headers = { 'accept-encoding': 'gzip', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
  const answer = await fetch(url, { headers, signal: stop.signal })
  expect(answer.status, await (answer.ok ? '' : answer.text())).toBe(200)
  if (answer.body === null) throw new Error('no body')
  const events = serverSentEvents(answer.body)
  return {
    answer,
    stop,
    next: async () => {
      const { value } = await events.next()
      return value
    },
    nextChange: async (): Promise<ToldChange> => JSON.parse((await events.next()).value?.data ?? 'null'),
  }
}

const withMtu = (mtu: number, names: readonly string[] = ['veth7']): Snapshot => ({
  ...exampleSnapshot,
  links: exampleSnapshot.links.map((link) => (names.includes(link.name ?? '') ? { ...link, mtu } : link)),
})

const withoutContainer = (name: string): Snapshot => ({
  ...exampleSnapshot,
  containers: exampleSnapshot.containers.filter((one) => one.name !== name),
})

test('changes come as they are seen, numbered, and as JSON', async () => {
  const server = await changingServer()
  const reader = await follow(server.url)
  expect(reader.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(reader.answer.headers.get('content-encoding')).toBeNull()
  expect(reader.answer.headers.get('cache-control')).toBe('no-store')
  const ready = await reader.next()
  expect(ready?.event).toBe('ready')
  server.look(withMtu(1400))
  const event = await reader.next()
  expect(event?.event).toBe('interface')
  const change: ToldChange = JSON.parse(event?.data ?? '')
  expect(change).toMatchObject({
    schema: 'netloupe.change/1',
    id: event?.id,
    at: exampleSnapshot.takenAt,
    kind: 'interface',
    change: 'changed',
    words: expect.stringMatching(/^mtu of veth7 of .*: 1400 \(was 1500\)$/),
    before: { mtu: 1500 },
    after: { mtu: 1400 },
  })
  server.look(withMtu(1300))
  const [first, second] = [event?.id, (await reader.next())?.id].map((id) => Number(id?.split('-')[1]))
  expect(second).toBe((first ?? 0) + 1)
})

test('a reader goes on where it was, also when it was away for a while', async () => {
  const server = await changingServer()
  const reader = await follow(server.url)
  await reader.next()
  server.look(withMtu(1400))
  const last = await reader.nextChange()
  reader.stop.abort()
  server.look(withMtu(1401))
  server.look(withMtu(1402))
  const again = await follow(server.url, last.id)
  expect((await again.nextChange()).after).toEqual({ mtu: 1401 })
  expect((await again.nextChange()).after).toEqual({ mtu: 1402 })
})

test.each([
  ['of before a restart', () => 'abcdef012345-0'],
  ['that never was', (id: string) => id.replace(/-.*/, '-99')],
  ['that is no id', () => 'x'],
])('an id %s begins with a reset', async (_name, madeFrom) => {
  const server = await changingServer()
  const ready = await (await follow(server.url)).next()
  const reader = await follow(server.url, madeFrom(ready?.id ?? ''))
  expect((await reader.next())?.event).toBe('reset')
  server.look(withMtu(1400))
  expect((await reader.next())?.event).toBe('interface')
})

test('what is too old to be kept begins with a reset', async () => {
  const server = await changingServer(new ChangeFeed(3))
  const reader = await follow(server.url)
  const ready = await reader.next()
  for (const mtu of [1401, 1402, 1403]) server.look(withMtu(mtu))
  expect((await (await follow(server.url, ready?.id)).nextChange()).after).toEqual({ mtu: 1401 })
  server.look(withMtu(1404))
  expect((await (await follow(server.url, ready?.id)).next())?.event).toBe('reset')
})

test('only the kinds and objects that are asked for come', async () => {
  const server = await changingServer()
  const everything = await follow(server.url)
  const containers = await follow(`${server.url}?kind=container&kind=port`)
  await everything.next()
  await containers.next()
  server.look(withMtu(1400))
  const { object } = await everything.nextChange()
  const one = await follow(`${server.url}?object=${object}`)
  await one.next()
  server.look({ ...withoutContainer('web'), links: withMtu(1300, ['veth7', 'eth0']).links })
  expect((await containers.nextChange()).kind).toMatch(/^(container|port)$/)
  expect(await one.nextChange()).toMatchObject({ object, after: { mtu: 1300 } })
  const edges = await follow(`${server.url}?object=net:000000000000`)
  expect((await edges.next())?.event).toBe('ready')
})

test('nobody is compared with what was seen before anybody asked', async () => {
  const server = await changingServer()
  server.look(withMtu(1400))
  const reader = await follow(server.url)
  await reader.next()
  server.look(withMtu(1400))
  server.look(withMtu(1401))
  expect((await reader.nextChange()).before).toEqual({ mtu: 1400 })
})

test('after a time without readers, ids are of another epoch', () => {
  const feed = new ChangeFeed(10, 0)
  feed.follow(exampleSnapshot, () => undefined)()
  const id = feed.idAt(feed.end)
  expect(feed.placeAfter(id)).toBe(0)
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_000)
  onTestFinished(() => void vi.restoreAllMocks())
  feed.look(withMtu(1400))
  feed.follow(exampleSnapshot, () => undefined)
  expect(feed.placeAfter(id)).toBeNull()
})

/** Asks, and reads nothing. */
const askSilently = async (url: string): Promise<Socket> => {
  const { hostname, port, host, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  return socket
}

test('one that does not read is told that it is too slow and let go, and holds up nobody', async () => {
  const changes = new ChangeFeed(20)
  const server = await changingServer(changes)
  const quick = await follow(server.url)
  await quick.next()
  const slow = await askSilently(server.url)
  await sleep(200)
  const alias = 'x'.repeat(100_000)
  let seen = 0
  for (let round = 0; round < 100; round++) {
    const links = exampleSnapshot.links.map((link) =>
      link.name === 'veth7' ? { ...link, alias: `${alias}${round}` } : link,
    )
    server.look({ ...exampleSnapshot, links })
    await quick.nextChange()
    seen++
  }
  expect(seen).toBe(100)
  const read: Buffer[] = []
  slow.on('data', (data) => read.push(Buffer.from(data)))
  slow.resume()
  await expect.poll(() => Buffer.concat(read).includes('event: overrun\n'), { timeout: 20_000 }).toBe(true)
  // Twenty megabytes were told; what was kept for it is what the sockets and one buffer hold.
  expect(Buffer.concat(read).length).toBeLessThan(12_000_000)
})

test('silence is broken by comments, which also tell how far the reader is', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const feed = new ChangeFeed()
  const wish = { kinds: ['container'], objects: [], lastId: null }
  const stream = new ChangeStream(feed, wish, (wake) => feed.follow(exampleSnapshot, wake))
  onTestFinished(() => void stream.destroy())
  while (stream.read() !== null);
  feed.look(withMtu(1400))
  expect(stream.read()).toBeNull()
  vi.advanceTimersByTime(10_000)
  expect(`${stream.read()}`).toBe(`: heartbeat\nid: ${feed.idAt(1)}\n\n`)
})

test('there is room for so many, then a clear refusal', async () => {
  const server = await changingServer()
  const readers = await Promise.all(Array.from({ length: 64 }, () => follow(server.url)))
  const refused = await fetch(server.url)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(await refused.json()).toMatchObject({ detail: '64 others follow the changes already.' })
  readers[0]?.stop.abort()
  await expect
    .poll(async () => (await fetch(server.url, { method: 'GET', signal: AbortSignal.timeout(5_000) })).status, {
      timeout: 15_000,
    })
    .toBe(200)
})

test('a server that closes ends the streams', async () => {
  const server = await changingServer()
  const reader = await follow(server.url)
  await reader.next()
  const closed = server.app.close()
  expect((await reader.next())?.event).toBe('bye')
  expect(await reader.next()).toBeUndefined()
  await closed
})

test('other hosts, foreign pages and other methods are refused as everywhere, and HEAD has no body', async () => {
  const { app } = await changingServer()
  const ask = (headers: { [name: string]: string }) => app.inject({ url: '/api/v1/events', headers })
  expect((await ask({ host: 'elsewhere.example' })).statusCode).toBe(421)
  expect((await ask({ host: '127.0.0.1', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await app.inject({ url: '/api/v1/events', method: 'POST' })).statusCode).toBe(405)
  const head = await app.inject({ url: '/api/v1/events', method: 'HEAD' })
  expect([head.statusCode, head.headers['content-type'], head.body]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
    '',
  ])
})
