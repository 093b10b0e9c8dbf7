import { expect, test } from 'vitest'
import { exampleServer } from './example-server.ts'

test.each([
  ['/nowhere?token=secret', 404, 'Not Found'],
  ['/api/v1/why-not', 404, 'Not Found'],
  ['/api/v1/rules?netns=nowhere', 404, 'Not Found'],
  ['/api/v1/containers/nobody', 404, 'Not Found'],
  ['/api/v1/containers/%zz', 400, 'Bad Request'],
  ['/api/v1/containers/%00', 404, 'Not Found'],
  [`/api/v1/containers/${'x'.repeat(600)}`, 414, 'URI Too Long'],
  ['/api/v1/topology?format=json&format=dot', 400, 'Bad Request'],
  ['/api/v1/topology?format=__proto__', 400, 'Bad Request'],
  ['/api/v1/interfaces?netns=a&netns=b', 400, 'Bad Request'],
])('%s is a problem: %i %s', async (url, status, title) => {
  await using app = await exampleServer()
  const answer = await app.inject(url)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.json()).toEqual({
    type: 'about:blank',
    title,
    status,
    detail: expect.stringMatching(/^\S.*[.?]$/),
    instance: url.replace(/\?.*/, ''),
  })
  expect(answer.statusCode).toBe(status)
  expect(answer.body).not.toContain('secret')
})

test('an unknown format is answered with those that there are and the one that was meant', async () => {
  await using app = await exampleServer()
  const { detail } = (await app.inject('/api/v1/topology?format=mermiad')).json<{ detail: string }>()
  expect(detail).toBe("The parameter format is one of text, json, dot, mermaid, graphml, gexf. Did you mean 'mermaid'?")
})

test('a fault of ours is told to the agent and not to the client', async () => {
  const faults: unknown[] = []
  await using app = await exampleServer({
    view: () => {
      throw new Error('a secret path')
    },
    onFault: (error) => faults.push(error),
  })
  const answer = await app.inject('/api/v1/containers')
  expect(answer.statusCode).toBe(500)
  expect(answer.json()).toMatchObject({ title: 'Internal Server Error' })
  expect(answer.body).not.toMatch(/secret|stack|node_modules/)
  expect(faults).toEqual([new Error('a secret path')])
})

test('before the first snapshot everything but health and description is 503 with Retry-After', async () => {
  await using app = await exampleServer({ view: () => null, notReady: () => 'the first look is not done yet' })
  const urls = [
    '/metrics',
    '/readyz',
    '/api/v1/topology',
    '/api/v1/containers',
    '/api/v1/containers/x',
    '/api/v1/snapshot',
  ]
  for (const url of urls) {
    const answer = await app.inject(url)
    expect([url, answer.statusCode, answer.headers['retry-after']]).toEqual([url, 503, '1'])
    expect(answer.json()).toMatchObject({ status: 503, detail: 'the first look is not done yet' })
  }
  for (const url of ['/healthz', '/', '/api/v1/openapi.json']) expect((await app.inject(url)).statusCode).toBe(200)
})

test('an agent that fails later is not ready, and still answers with what it has', async () => {
  await using app = await exampleServer({ notReady: () => 'the collector does not answer' })
  expect((await app.inject('/readyz')).json()).toMatchObject({ status: 503, detail: 'the collector does not answer' })
  expect((await app.inject('/api/v1/containers')).statusCode).toBe(200)
})
