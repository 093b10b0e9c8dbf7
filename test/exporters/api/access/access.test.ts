import { hashSync } from 'bcryptjs'
import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { WebConfig } from '../../../../agent/web-config/web-config.ts'
import { type Access, accessBy } from '../../../../exporters/api/access/access.ts'
import { securityHeaders } from '../../../../exporters/api/security-headers.ts'
import { exampleServer } from '../example-server.ts'

const open: WebConfig = { tls: null, users: new Map(), rateLimit: null, headers: new Map() }
const closed: WebConfig = { ...open, users: new Map([['alice', hashSync('secret', 4)]]) }

const asking = (user: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

const serving = async (access: Access) => {
  const app = await exampleServer({ access })
  const ask = async (url: string, options: Partial<InjectOptions> = {}) =>
    app.inject({ url, ...options, headers: { host: 'localhost', ...options.headers } })
  const statusOf = async (url: string, headers: { [name: string]: string } = {}) =>
    (await ask(url, { headers })).statusCode
  return { app, ask, statusOf, [Symbol.asyncDispose]: () => app.close() }
}

/** Every route, what is none, and what cannot even be read. */
const paths = [
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/v1/containers',
  '/openapi.json',
  '/nowhere',
  '/%zz',
  `/${'x'.repeat(600)}`,
]

describe('with users', () => {
  test.each(paths)('%.30s: nothing without a password, all with it', async (url) => {
    await using server = await serving(accessBy(closed))
    const refused = await server.ask(url)
    expect(refused.statusCode).toBe(401)
    expect(refused.headers).toMatchObject({
      'www-authenticate': 'Basic',
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(refused.json()).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401 })
    expect([200, 400, 404, 414]).toContain(await server.statusOf(url, asking('alice', 'secret')))
  })

  test.each([
    ['a wrong password', asking('alice', 'wrong')],
    ['an unknown name', asking('mallory', 'secret')],
    ['an empty name', asking('', 'secret')],
    ['the hash', asking('alice', closed.users.get('alice') ?? '')],
    ['a long password', asking('alice', 'x'.repeat(5_000))],
    ['another scheme', { authorization: 'Bearer secret' }],
  ])('401 for %s', async (_what, headers) => {
    await using server = await serving(accessBy(closed))
    expect(await server.statusOf('/metrics', headers)).toBe(401)
  })

  test('what comes before: methods, hosts and pages of others need no password', async () => {
    await using server = await serving(accessBy(closed))
    expect(await server.statusOf('/metrics', { host: 'evil.example' })).toBe(421)
    expect(await server.statusOf('/metrics', { origin: 'https://evil.example' })).toBe(403)
    expect((await server.ask('/metrics', { method: 'POST' })).statusCode).toBe(405)
  })

  test('a user who is taken out is out at once; a new one is in', async () => {
    const access = accessBy(closed)
    await using server = await serving(access)
    expect(await server.statusOf('/metrics', asking('alice', 'secret'))).toBe(200)
    access.update({ ...closed, users: new Map([['bob', hashSync('other', 4)]]) })
    expect(await server.statusOf('/metrics', asking('alice', 'secret'))).toBe(401)
    expect(await server.statusOf('/metrics', asking('bob', 'other'))).toBe(200)
  })
})

test('a file that cannot be used closes everything, until it can', async () => {
  const access = accessBy(closed)
  await using server = await serving(access)
  access.update(null)
  for (const url of paths)
    for (const headers of [{}, asking('alice', 'secret')]) {
      const answer = await server.ask(url, { headers })
      expect(answer.statusCode).toBe(500)
      expect(answer.json().detail).toContain('web configuration file')
    }
  access.update(closed)
  expect(await server.statusOf('/metrics')).toBe(401)
  expect(await server.statusOf('/metrics', asking('alice', 'secret'))).toBe(200)
})

describe('with a rate limit', () => {
  const limited: WebConfig = { ...open, rateLimit: { intervalMs: 3_600_000, burst: 2 } }

  test('429 for every path once it is used up', async () => {
    await using server = await serving(accessBy(limited))
    expect(await server.statusOf('/healthz')).toBe(200)
    expect(await server.statusOf('/nowhere')).toBe(404)
    for (const url of paths) {
      const answer = await server.ask(url)
      expect(answer.statusCode).toBe(429)
      expect(answer.headers['content-type']).toMatch('application/problem+json')
    }
  })

  test('it comes before passwords', async () => {
    await using server = await serving(accessBy({ ...limited, users: closed.users }))
    const statuses = []
    for (let round = 0; round < 4; round++) statuses.push(await server.statusOf('/metrics', asking('alice', 'wrong')))
    expect(statuses).toEqual([401, 401, 429, 429])
  })

  test('a change starts anew, no change does not', async () => {
    const access = accessBy(limited)
    await using server = await serving(access)
    const twice = async () => [await server.statusOf('/healthz'), await server.statusOf('/healthz')]
    expect(await twice()).toEqual([200, 200])
    access.update({ ...limited, headers: new Map([['X-XSS-Protection', '0']]) })
    expect(await twice()).toEqual([429, 429])
    access.update(open)
    expect(await twice()).toEqual([200, 200])
    access.update({ ...limited, rateLimit: { intervalMs: 3_600_000, burst: 1 } })
    expect(await twice()).toEqual([200, 429])
  })
})

describe('headers', () => {
  const policy = "default-src 'self' *.example.net"
  const configured: WebConfig = {
    ...closed,
    headers: new Map([
      ['X-Frame-Options', 'sameorigin'],
      ['X-Content-Type-Options', 'nosniff'],
      ['X-XSS-Protection', '1'],
      ['Strict-Transport-Security', 'max-age=31536000'],
      ['Content-Security-Policy', policy],
    ]),
  }

  test.each(['/healthz', '/nowhere', '/metrics'])('ours stay, and those of the file come to them: %s', async (url) => {
    await using server = await serving(accessBy(configured))
    for (const headers of [{}, asking('alice', 'secret')])
      expect((await server.ask(url, { headers })).headers).toMatchObject({
        ...securityHeaders,
        'x-xss-protection': '1',
        'strict-transport-security': 'max-age=31536000',
        'content-security-policy': `${securityHeaders['content-security-policy']}, ${policy}`,
      })
  })

  test('they change with the file', async () => {
    const access = accessBy(configured)
    await using server = await serving(access)
    access.update(open)
    const { headers } = await server.ask('/healthz')
    expect(headers).toMatchObject(securityHeaders)
    expect(headers['strict-transport-security']).toBeUndefined()
  })
})
