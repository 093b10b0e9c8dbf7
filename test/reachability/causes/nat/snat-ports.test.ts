import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { pathOf } from '../../../lab/space.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { QuestionPlan } from '../../../oracle/plan.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { plan } from '../../exchange/hosts.ts'
import { askVerified } from '../docker-asked.ts'

const question: QuestionPlan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 8099 }
const rules = ['-A POSTROUTING -s 10.9.0.0/24 -o up0 -p tcp -j MASQUERADE --to-ports 50000-50001']
const table = { tool: 'iptables-nft', table: 'nat', chains: ['POSTROUTING ACCEPT'], rules } as const

/** Two connections that stay. */
const twice = `
  const net = require('node:net')
  const connect = () => new Promise((resolve) => { const one = net.connect(8099, '192.168.77.50', () => resolve(one)) })
  Promise.all([connect(), connect()]).then(() => console.log('connected'))
`

/** It never ends a connection: the ports of those that end are given again. */
const patient = `require('node:net').createServer(() => {}).listen(8099, () => console.log('listens'))`

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
  const start = async (name: string, script: string): Promise<ChildProcess> => {
    const child = spawn('nsenter', [`--net=${pathOf(world.nameOf(name))}`, '--', process.execPath, '-e', script], {
      env: session.run.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return child
  }
  const [server, holder] = [await start('lan', patient), await start('a', twice)]
  const snapshot = await lookAtHost({ thorough: true, flows: true })
  const answer = await askVerified(snapshot, { from: `netns:${world.nameOf('a')}`, to: '192.168.77.50:8099' })
  holder.kill()
  server.kill()
  expect(answer.outcome).toBe('timeout')
  expect(answer.cause).toMatchObject({
    id: 'snat-ports-exhausted',
    rule: { table: 'nat', chain: 'POSTROUTING', position: 1 },
    evidence: [{}, { fact: '2 entries to 192.168.77.50 port 8099' }],
  })
})
