import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { viewOf } from '../../../agent/live/view.ts'
import type { Answer } from '../../../agent/reachability/answer.ts'
import type { Flows } from '../../../collectors/flows.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { whySchema } from '../../../exporters/api/schemas/why.ts'
import { netns } from '../example-ids.ts'
import { exampleSnapshot, ids } from '../example-snapshot.ts'
import { exampleServer } from './example-server.ts'

const local = (netns: string, ifindex: number, address: string): Snapshot['routes'][number] => ({
  netns,
  family: 2,
  destinationLength: 32,
  sourceLength: 0,
  tos: 0,
  table: 255,
  protocol: 2,
  scope: 254,
  type: 'local',
  flags: 0,
  destination: address,
  outputInterface: ifindex,
  preferredSource: address,
})

const snapshot: Snapshot = {
  ...exampleSnapshot,
  routes: [local(netns.web, 8, '172.18.0.2'), local(netns.web, 1, '127.0.0.1')],
}

const get = async (query: string) => {
  await using app = await exampleServer({ view: () => viewOf(snapshot) })
  return await app.inject(`/api/v1/why?${query}`)
}

test('the answer is that of the command, in the form that the description has', async () => {
  const response = await get('from=web&to=172.18.0.2')
  expect(response.statusCode).toBe(200)
  expect(response.headers['last-modified']).toBeDefined()
  const answer: Answer = response.json()
  expect(answer).toMatchObject({
    schema: 'netloupe.why/1',
    from: { endpoint: 'web', netns: 4026532301 },
    to: { endpoint: '172.18.0.2', netns: 4026532301, address: '172.18.0.2', protocol: 'icmp' },
    verdict: 'reachable',
    outcome: 'replied',
    cause: null,
    takenAt: exampleSnapshot.takenAt,
  })
  expect(answer.path.length).toBeGreaterThan(0)
  expect(new Ajv2020({ strict: false, discriminator: true }).validate(whySchema, answer)).toBe(true)
})

test('what cannot be reached says what a program sees', async () => {
  const answer: Answer = (await get('from=web&to=203.0.113.9:443/tcp')).json()
  expect(answer).toMatchObject({
    to: { address: '203.0.113.9', port: 443, protocol: 'tcp' },
    verdict: 'unreachable',
    outcome: 'network-unreachable',
  })
})

test('explain tells also of what was looked at', async () => {
  const [short, long]: Answer[] = await Promise.all(
    ['false', 'true'].map(async (explain) =>
      (await get(`from=web&to=web&address=172.18.0.2&explain=${explain}`)).json(),
    ),
  )
  expect(long?.path.length).toBeGreaterThanOrEqual(short?.path.length ?? Number.NaN)
  expect(short?.path.filter(({ step }) => step === 'looked')).toEqual([])
})

test('connections are read of the namespaces that the question crosses, and what could not be read is said', async () => {
  const asked: (readonly string[])[] = []
  const ask = async (flows: readonly Flows[] | null): Promise<Answer> => {
    const track = (wanted: readonly string[]) => {
      asked.push(wanted)
      return Promise.resolve(flows)
    }
    await using app = await exampleServer({ view: () => viewOf(snapshot), track })
    return (await app.inject('/api/v1/why?from=web&to=172.18.0.2')).json()
  }
  expect((await ask([])).assumptions).toEqual([])
  expect(asked).toEqual([[netns.web]])
  expect(await ask(null)).toMatchObject({
    verdict: 'reachable',
    assumptions: [{ on: expect.stringContaining('could not be read') }],
  })
})

test.each([
  ['to=web', 400, 'The parameter from is missing.'],
  ['from=web&to=', 400, 'The parameter to must NOT have fewer than 1 characters.'],
  ['from=web&to=web&explain=maybe', 400, 'The parameter explain is one of true, false.'],
  ['from=web:80&to=web', 400, "'web:80': a source has neither port nor protocol"],
  ['from=web&to=web:99999', 400, "'web:99999'"],
  ['from=wbe&to=web', 404, "no container is called 'wbe'"],
  ['from=wbe&to=web', 404, "Did you mean 'web'?"],
  ['from=old&to=web', 404, "container 'old' has no network namespace; it is exited."],
  ['from=netns:blue&to=blue', 404, "no container is called 'blue'"],
  [`from=${ids.web}&to=web&address=10.9.9.9`, 404, 'does not have the address 10.9.9.9'],
  ['from=a&to=web', 409, "'a' means 3 containers: "],
] as const)('refuses %s with %i', async (query, status, detail) => {
  const response = await get(query)
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(response.json().detail).toContain(detail)
  expect(response.statusCode).toBe(status)
})
