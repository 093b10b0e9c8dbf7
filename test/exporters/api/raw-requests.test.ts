import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleServer } from './example-server.ts'

let app: FastifyInstance
let port: number

beforeAll(async () => {
  app = await exampleServer()
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

/** Writes bytes and reads until the server closes. */
const exchange = async (...parts: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  for (const part of parts) {
    socket.write(part)
    await sleep(10)
  }
  await closed
  return answer
}

const host = 'Host: localhost\r\nConnection: close\r\n'

test.each([
  ['garbage', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n', 400],
  ['HTTP/0.9', 'GET /\r\n\r\n', 400],
  ['an unknown method', `BREW / HTTP/1.1\r\n${host}\r\n`, 400],
  ['a header without a colon', `GET / HTTP/1.1\r\n${host}nonsense\r\n\r\n`, 400],
  ['two lengths', `GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
  ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['two Hosts', `GET /healthz HTTP/1.1\r\n${host}Host: localhost\r\n\r\n`, 400],
  ['a foreign Host', 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421],
  ['long headers', `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(9_000)}\r\n\r\n`, 431],
  ['a long request line', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\n${host}\r\n`, 431],
  ['a body that is too large', `POST / HTTP/1.1\r\n${host}Content-Length: 99999999\r\n\r\n`, 405],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 405],
])('%s is a problem', async (_what, bytes, status) => {
  const answer = await exchange(bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer.toLowerCase()).toContain('content-type: application/problem+json')
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  expect(JSON.parse(body)).toMatchObject({ status, type: 'about:blank' })
  expect(Number(/content-length: (\d+)/i.exec(answer)?.[1])).toBe(Buffer.byteLength(body))
})

test('HTTP/1.0 without Host, and the form of a proxy, are answered', async () => {
  expect(await exchange('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
  expect(await exchange(`GET http://localhost/healthz HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
})

test('an unknown expectation and an upgrade are ignored', async () => {
  expect(await exchange(`GET /healthz HTTP/1.1\r\n${host}Expect: a miracle\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
  const upgrade = 'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
  const next = `GET /nowhere HTTP/1.1\r\n${host}\r\n`
  const answer = await exchange(`GET /healthz HTTP/1.1\r\n${upgrade}\r\n`, next)
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
})

test('requests in one go are answered in their order', async () => {
  const answer = await exchange(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nowhere HTTP/1.1\r\n${host}\r\n`)
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
})

test('headers that never end are cut off with 408', async () => {
  const { headersTimeout } = app.server
  app.server.headersTimeout = 100
  try {
    const answer = await exchange(`GET / HTTP/1.1\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('application/problem+json')
  } finally {
    app.server.headersTimeout = headersTimeout
  }
})

test('the limits are those that were chosen', () => {
  const { requestTimeout, headersTimeout, keepAliveTimeout, timeout, maxRequestsPerSocket, maxConnections } = app.server
  expect({ requestTimeout, headersTimeout, keepAliveTimeout, timeout, maxRequestsPerSocket, maxConnections }).toEqual({
    requestTimeout: 20_000,
    headersTimeout: 10_000,
    keepAliveTimeout: 10_000,
    timeout: 30_000,
    maxRequestsPerSocket: 1_000,
    maxConnections: 512,
  })
})
