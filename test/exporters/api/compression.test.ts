import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { exampleServer } from './example-server.ts'

test.each(['gzip', 'br, gzip;q=0.5', '*', 'GZIP'])('Accept-Encoding: %s gets gzip', async (encoding) => {
  await using app = await exampleServer()
  const headers = { 'accept-encoding': encoding }
  for (const url of ['/metrics', '/api/v1/snapshot']) {
    const answer = await app.inject({ url, headers })
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept, accept-encoding' })
    expect(answer.headers['content-length']).toBe(`${answer.rawPayload.length}`)
    const plain = await app.inject(url)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(gunzipSync(answer.rawPayload).toString().slice(0, 100)).toBe(plain.body.slice(0, 100))
  }
})

test.each(['', 'br', 'gzip;q=0', 'gzip;q=0, *'])('Accept-Encoding: "%s" gets none', async (encoding) => {
  await using app = await exampleServer()
  const answer = await app.inject({ url: '/metrics', headers: { 'accept-encoding': encoding } })
  expect(answer.headers['content-encoding']).toBeUndefined()
})

test('what is small stays as it is', async () => {
  await using app = await exampleServer()
  const answer = await app.inject({ url: '/healthz', headers: { 'accept-encoding': 'gzip' } })
  expect(answer.json()).toEqual({ status: 'ok' })
})
