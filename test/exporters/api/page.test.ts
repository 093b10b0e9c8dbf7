import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPageFiles } from '../../../exporters/api/page-files.ts'
import { exampleServer } from './example-server.ts'

let folder: string
let app: Awaited<ReturnType<typeof exampleServer>>
const script = `/* ${'long '.repeat(1000)}*/`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netloupe-page-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'secret.txt'), 'not of the page')
  writeFileSync(join(folder, 'assets/index-1a2b.js'), script)
  writeFileSync(join(folder, 'assets/index-1a2b.css'), 'body{}')
  app = await exampleServer({ page: readPageFiles(folder) })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the address of the agent', () => {
  test('is the page for a browser, and asked for again each time', async () => {
    const answer = await app.inject({ url: '/', headers: browser })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'accept, accept-encoding',
    })
    expect(answer.body).toContain('<title>page</title>')
    const again = await app.inject({ url: '/', headers: { ...browser, 'if-none-match': `W/${answer.headers.etag}` } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test('is a list of links for others, and where the page was not built', async () => {
    expect((await app.inject('/')).body).toContain('/api/v1/topology')
    await using bare = await exampleServer()
    expect((await bare.inject({ url: '/', headers: browser })).body).toContain('/api/v1/topology')
  })

  test('lets run what it brings itself, and nothing else', async () => {
    const { headers } = await app.inject({ url: '/', headers: browser })
    const policy = `${headers['content-security-policy']}`
    expect(policy).toMatch(/^default-src 'none';/)
    expect(policy).toMatch(/trusted-types netloupe$/)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })
})

describe('the files of the page', () => {
  test('never change under their names, and say what they are', async () => {
    const answer = await app.inject('/assets/index-1a2b.js')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.body).toBe(script)
    expect((await app.inject('/assets/index-1a2b.css')).headers['content-type']).toBe('text/css; charset=utf-8')
  })

  test('come compressed where that is understood', async () => {
    const { headers, rawPayload } = await app.inject({
      url: '/assets/index-1a2b.js',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(rawPayload).toString()).toBe(script)
  })

  test.each([
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/../secret.txt',
    '/secret.txt',
    '/assets/secret.txt',
    '/assets/',
    '/assets/%00',
  ])('and nothing else: %s', async (url) => {
    const { statusCode, headers } = await app.inject(url)
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(statusCode).toBeLessThan(500)
    expect(headers['content-type']).toContain('application/problem+json')
  })
})
