import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { why } from '../../../../agent/reachability/why.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { pathOf } from '../../../lab/space.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { QuestionPlan } from '../../../oracle/plan.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { plan } from '../../exchange/hosts.ts'

const question: QuestionPlan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 80 }
const rules = ['-A POSTROUTING -s 10.9.0.0/24 -o up0 -p tcp -j MASQUERADE --to-ports 50000-50001']
const table = { tool: 'iptables-nft', table: 'nat', chains: ['POSTROUTING ACCEPT'], rules } as const

/** Two connections that stay. */
const twice = `
  const net = require('node:net')
  const connect = () => new Promise((resolve) => { const one = net.connect(80, '192.168.77.50', () => resolve(one)) })
  Promise.all([connect(), connect()]).then(() => console.log('connected'))
`

let session: Session
let world: Built

beforeAll(async () => {
  session = await openSession()
  world = await build(session.run, 'ports', plan(0, [question], { host: { tables: [table] } }))
  expect(world.slips).toEqual([])
  await session.prober.open([world], false)
})

afterAll(async () => {
  await session.prober.close()
  await world.remove()
  await session[Symbol.asyncDispose]()
})

test('a rule that has given all of its ports to connections to one destination', async () => {
  const holder = spawn('nsenter', [`--net=${pathOf(world.nameOf('a'))}`, '--', process.execPath, '-e', twice], {
    env: session.run.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const snapshot = await lookAtHost({ thorough: true, flows: true })
  const answer = why(snapshot, { from: `netns:${world.nameOf('a')}`, to: '192.168.77.50:80' })
  const [third] = await session.prober.ask([{ world, question }], 900)
  holder.kill()
  expect(answer.outcome, JSON.stringify(answer.cause)).toBe(third?.outcome)
  expect(answer.outcome).toBe('timeout')
  expect(answer.cause).toMatchObject({
    id: 'snat-ports-exhausted',
    rule: { table: 'nat', chain: 'POSTROUTING', position: 1 },
    evidence: [{}, { fact: '2 entries to 192.168.77.50 port 80' }],
  })
})
