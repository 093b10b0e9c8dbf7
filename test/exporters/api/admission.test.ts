import type { HTTPMethods } from 'fastify'
import { expect, test } from 'vitest'
import { securityHeaders } from '../../../exporters/api/security-headers.ts'
import { exampleServer } from './example-server.ts'

const everywhere = ['/', '/healthz', '/metrics', '/api/v1/containers', '/api/v1/openapi.json', '/nowhere', '/%zz']

test.each(everywhere)('the security headers are on %s', async (url) => {
  await using app = await exampleServer()
  const { headers } = await app.inject(url)
  expect(headers).toMatchObject(securityHeaders)
  expect(headers['access-control-allow-origin']).toBeUndefined()
})

test.each(everywhere.slice(0, -1))('a foreign Host is refused on %s', async (url) => {
  await using app = await exampleServer()
  const answer = await app.inject({ url, headers: { host: 'evil.example:9474' } })
  expect(answer.statusCode).toBe(421)
  expect(answer.headers['content-type']).toMatch('application/problem+json')
  const forwarded = { host: 'evil.example', 'x-forwarded-host': 'localhost' }
  expect((await app.inject({ url, headers: forwarded })).statusCode).toBe(421)
})

const methods: HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE']

test.each(methods)('%s is answered with 405 and what is allowed', async (method) => {
  await using app = await exampleServer()
  for (const url of ['/api/v1/containers', '/nowhere']) {
    const answer = await app.inject({ method: method as 'POST', url })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
    expect(answer.json()).toMatchObject({ status: 405, title: 'Method Not Allowed', instance: url })
  }
})

test('HEAD answers like GET, without the body', async () => {
  await using app = await exampleServer()
  for (const url of ['/healthz', '/metrics', '/api/v1/containers']) {
    const head = await app.inject({ method: 'HEAD', url })
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect(Number(head.headers['content-length'])).toBeGreaterThan(10)
  }
})

test.each<[{ [name: string]: string }, number]>([
  [{ 'sec-fetch-site': 'none' }, 200],
  [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
  [{ origin: 'http://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'http://localhost:80' }, 200],
])('pages of other sites may link but not read: %j is %i', async (headers, status) => {
  await using app = await exampleServer()
  expect((await app.inject({ url: '/healthz', headers: { host: 'localhost', ...headers } })).statusCode).toBe(status)
})
