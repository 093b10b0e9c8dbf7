import { expect, test } from 'vitest'
import type { NatReport } from '../../../agent/firewall/nat/record.ts'
import type { FirewallRule, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import { viewOf } from '../../../agent/live/view.ts'
import { exampleSnapshot, ids } from '../example-snapshot.ts'
import { exampleServer } from './example-server.ts'

const get = async <T>(url: string): Promise<T> => {
  await using app = await exampleServer()
  return (await app.inject(url)).json()
}

const rulesOf = (ruleset: Ruleset | undefined, table: string, chain: string): readonly FirewallRule[] =>
  ruleset?.tables.find(({ name }) => name === table)?.chains.find(({ name }) => name === chain)?.rules ?? []

test('the rules of the host, with the counters of this moment instead of those of the last look', async () => {
  const [host, ...others] = await get<Ruleset[]>('/api/v1/rules')
  expect(others).toEqual([])
  expect(host).toMatchObject({ netns: 'netns:4026531840', title: 'host', mixed: true, sets: [] })
  expect(host?.tables.map(({ backend, family, name, writer }) => [backend, family, name, writer])).toEqual([
    ['iptables-nft', 'ip', 'filter', null],
    ['iptables-nft', 'ip', 'nat', null],
    ['nftables', 'inet', 'guard', 'user'],
    ['iptables-legacy', 'ip6', 'filter', null],
  ])
  expect(rulesOf(host, 'nat', 'DOCKER')).toMatchObject([
    {
      number: 1,
      handle: 21,
      text: '! -i br-shop -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80',
      packets: 105,
      bytes: 10_500,
      effect: 'nat',
      writer: null,
      meaning: 'published port 8080/tcp of web, to 172.18.0.2:80',
    },
  ])
})

test('a count is a number up to 2^53 - 1 and a decimal string beyond, and null where nobody counts', async () => {
  const [host] = await get<Ruleset[]>('/api/v1/rules')
  expect(rulesOf(host, 'filter', 'DOCKER').map(({ packets, bytes }) => [packets, bytes])).toEqual([
    [101, 10_100],
    [102, 10_200],
    [Number.MAX_SAFE_INTEGER, `${2n ** 60n}`],
  ])
  expect(rulesOf(host, 'guard', 'in"put').map(({ packets }) => packets)).toEqual([106, 107, null])
})

test('statements are those of nft, and count the same', async () => {
  const [host] = await get<Ruleset[]>('/api/v1/rules')
  expect(rulesOf(host, 'guard', 'in"put')[0]?.statements).toEqual([
    { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 23 } },
    { counter: { packets: 106, bytes: 10_600 } },
    { reject: { type: 'tcp reset' } },
  ])
})

test.each(['web', ids.web, '4026532301', 'netns:4026532301'])('the rules of the namespace called %s', async (netns) => {
  const [web, ...others] = await get<Ruleset[]>(`/api/v1/rules?netns=${netns}`)
  expect(others).toEqual([])
  expect(web).toMatchObject({ title: 'sidecar, web', tables: [{ name: 'own' }] })
})

test('a namespace without rules has none; `all` leaves it out', async () => {
  expect(await get('/api/v1/rules?netns=blue')).toEqual([
    { netns: 'netns:4026532400', title: 'blue', mixed: false, tables: [], sets: [] },
  ])
  const all = await get<Ruleset[]>('/api/v1/rules?netns=all')
  expect(all.map(({ title }) => title)).toEqual(['host', 'sidecar, web'])
})

test('without newer counters those of the last look are told', async () => {
  await using app = await exampleServer({
    view: () => viewOf(exampleSnapshot, null),
    measure: () => Promise.resolve(null),
    track: () => Promise.resolve([]),
  })
  const [host]: Ruleset[] = (await app.inject('/api/v1/rules')).json()
  expect(rulesOf(host, 'nat', 'DOCKER')[0]).toMatchObject({ packets: 1, bytes: 1 })
})

test('published ports, with the rule that implements each', async () => {
  const { ports } = await get<NatReport>('/api/v1/nat')
  expect(ports).toMatchObject([
    {
      protocol: 'tcp',
      hostAddress: '0.0.0.0',
      hostPort: 8080,
      container: { name: 'web' },
      containerAddress: '172.18.0.2',
      rules: { dnat: [{ table: 'nat', chain: 'DOCKER', number: 1, packets: 105 }] },
    },
  ])
})
