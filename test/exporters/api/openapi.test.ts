import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDefinitions } from '../../../agent/schema-definitions.ts'
import { fdbKinds } from '../../../exporters/reading/fdb-kind.ts'
import { exampleServer } from './example-server.ts'

interface Operation {
  readonly summary?: string
  readonly responses: {
    readonly [status: string]: {
      readonly description: string
      readonly content: { readonly [type: string]: { schema: object } }
    }
  }
}
interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: { readonly [path: string]: { readonly get: Operation } }
  readonly components: { readonly schemas: { readonly [name: string]: object } }
}

let app: FastifyInstance
let document: Document

beforeAll(async () => {
  app = await exampleServer()
  document = (await app.inject('/api/v1/openapi.json')).json()
})
afterAll(() => app.close())

const paths = [
  '/',
  '/assets/{file}',
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/v1/topology',
  '/api/v1/containers',
  '/api/v1/containers/{id}',
  '/api/v1/namespaces',
  '/api/v1/interfaces',
  '/api/v1/bridges',
  '/api/v1/bridges/{netns}/{name}/fdb',
  '/api/v1/rules',
  '/api/v1/nat',
  '/api/v1/why',
  '/api/v1/audit',
  '/api/v1/events',
  '/api/v1/snapshot',
  '/api/v1/openapi.json',
]

test('the document lists every route, each with a summary and described answers', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info).toMatchObject({ title: 'netloupe', version: '1.2.3' })
  expect(Object.keys(document.paths).sort()).toEqual([...paths].sort())
  for (const { get } of Object.values(document.paths)) {
    expect(get.summary).toBeTruthy()
    for (const { description, content } of Object.values(get.responses)) {
      expect(description).toBeTruthy()
      expect(Object.keys(content).length).toBeGreaterThan(0)
    }
  }
})

test('every reference of the document leads somewhere, and every path parameter is described', () => {
  const text = JSON.stringify(document)
  const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference ?? '')
  expect(references.length).toBeGreaterThan(10)
  for (const reference of references) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
    expect(Object.keys(document.components.schemas)).toContain(name)
  }
  for (const [path, { get }] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const { parameters = [] } = get as unknown as { parameters?: { in: string; name: string }[] }
    expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named)
  }
})

const requests: readonly [path: string, url: string, status: number][] = [
  ['/', '/', 200],
  ['/assets/{file}', '/assets/nothing.js', 404],
  ['/healthz', '/healthz', 200],
  ['/readyz', '/readyz', 200],
  ['/metrics', '/metrics', 200],
  ['/api/v1/topology', '/api/v1/topology', 200],
  ['/api/v1/topology', '/api/v1/topology?format=json', 200],
  ['/api/v1/topology', '/api/v1/topology?format=text', 200],
  ['/api/v1/topology', '/api/v1/topology?format=dot', 200],
  ['/api/v1/topology', '/api/v1/topology?format=mermaid', 200],
  ['/api/v1/topology', '/api/v1/topology?format=graphml', 200],
  ['/api/v1/topology', '/api/v1/topology?format=gexf', 200],
  ['/api/v1/topology', '/api/v1/topology?format=gexff', 400],
  ['/api/v1/containers', '/api/v1/containers', 200],
  ['/api/v1/containers/{id}', '/api/v1/containers/web', 200],
  ['/api/v1/containers/{id}', '/api/v1/containers/nobody', 404],
  ['/api/v1/containers/{id}', '/api/v1/containers/a', 409],
  ['/api/v1/namespaces', '/api/v1/namespaces', 200],
  ['/api/v1/interfaces', '/api/v1/interfaces', 200],
  ['/api/v1/interfaces', '/api/v1/interfaces?netns=blue', 200],
  ['/api/v1/interfaces', '/api/v1/interfaces?netns=nowhere', 404],
  ['/api/v1/interfaces', '/api/v1/interfaces?netns=', 400],
  ['/api/v1/bridges', '/api/v1/bridges', 200],
  ['/api/v1/bridges/{netns}/{name}/fdb', '/api/v1/bridges/host/br-shop/fdb', 200],
  ['/api/v1/bridges/{netns}/{name}/fdb', '/api/v1/bridges/host/eth0/fdb', 404],
  ['/api/v1/rules', '/api/v1/rules', 200],
  ['/api/v1/rules', '/api/v1/rules?netns=all', 200],
  ['/api/v1/rules', '/api/v1/rules?netns=blue', 200],
  ['/api/v1/rules', '/api/v1/rules?netns=nowhere', 404],
  ['/api/v1/rules', '/api/v1/rules?netns=a', 409],
  ['/api/v1/rules', '/api/v1/rules?netns=', 400],
  ['/api/v1/nat', '/api/v1/nat', 200],
  ['/api/v1/why', '/api/v1/why?from=web&to=203.0.113.9:443', 200],
  ['/api/v1/why', '/api/v1/why?from=web', 400],
  ['/api/v1/why', '/api/v1/why?from=web&to=host&address=10.9.9.9', 404],
  ['/api/v1/why', '/api/v1/why?from=a&to=host', 409],
  ['/api/v1/events', '/api/v1/events?kind=weather', 400],
  ['/api/v1/events', '/api/v1/events?object=', 400],
  ['/api/v1/snapshot', '/api/v1/snapshot', 200],
  ['/api/v1/openapi.json', '/api/v1/openapi.json', 200],
]

/** Fields that a schema does not name would be dropped by a client that was generated from it. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const isRecord = 'properties' in inner && inner['additionalProperties'] === undefined && !('oneOf' in inner)
  return isRecord && inner['type'] === 'object' ? { ...inner, additionalProperties: false } : inner
}

test.each(requests)('%s answers as described: %s is %i', async (path, url, status) => {
  const answer = await app.inject(url)
  expect(answer.statusCode).toBe(status)
  const type = `${answer.headers['content-type']}`.replace(/;.*/, '')
  const schema = document.paths[path]?.get.responses[`${status}`]?.content[type]?.schema
  expect(schema, `${path} describes ${status} ${type}`).toBeDefined()
  const usual = { strict: false, discriminator: false, keywords: ['uint64'] }
  const ajv = new Ajv2020({ ...usual, inlineRefs: false, code: { optimize: false } })
  const exact = /\/(containers|interfaces|namespaces|bridges|rules|nat|why)/.test(path)
  const components = exact ? closed(document.components) : document.components
  const validate = ajv.compile(withDefinitions({ ...schema, components }))
  const body: unknown = type.endsWith('json') ? answer.json() : answer.body
  expect(validate(body), JSON.stringify(validate.errors)).toBe(true)
})

test('the kinds of FDB entries are in the document', () => {
  expect(JSON.stringify(document)).toContain(JSON.stringify(fdbKinds))
})
