import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { QuestionPlan } from '../../../oracle/plan.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { plan } from '../../exchange/hosts.ts'
import { breakWorld } from '../broken-world.ts'
import { askVerified } from '../docker-asked.ts'

const question: QuestionPlan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 80 }
/** Another connection, whose answers look like those to `a`. */
const entry = '-p tcp -s 10.9.0.77 -d 192.168.77.50 --sport 40000 --dport 80'
const answered =
  '-r 192.168.77.50 -q 10.9.0.2 --reply-port-src 80 --reply-port-dst 40000 -u SEEN_REPLY --state ESTABLISHED'

let session: Session
let world: Built

beforeAll(async () => {
  session = await openSession()
  world = await build(session.run, 'taken', plan(0, [question]))
  expect(world.slips).toEqual([])
  await session.prober.open([world], false)
  await breakWorld(session.run, world, {
    cause: 'nat-exhausted',
    break: {
      // The only port that is left to choose.
      a: ["sysctl -qw net.ipv4.ip_local_port_range='40000 40000'"],
      // A rule that needs connections to be tracked; none translates.
      host: ['iptables-legacy -A FORWARD -m conntrack --ctstate NEW', `conntrack -I ${entry} ${answered} -t 600`],
    },
    question,
    outcome: 'timeout',
  })
})

afterAll(async () => {
  await session.prober.close()
  await world.remove()
  await session[Symbol.asyncDispose]()
})

test('nat-exhausted: the answers would be taken for those of another connection, and nothing may change the port', async () => {
  const snapshot = await lookAtHost({ thorough: true, flows: true })
  const answer = await askVerified(snapshot, { from: `netns:${world.nameOf('a')}`, to: '192.168.77.50:80' })
  const inode = snapshot.namespaces.find(({ names }) => names.includes(world.nameOf('host')))?.inode
  expect(answer).toMatchObject({
    outcome: 'timeout',
    cause: {
      id: 'nat-exhausted',
      summary: expect.stringMatching(/would be taken for those of .*10\.9\.0\.77/),
      evidence: [{ object: `netns:${inode}` }],
    },
  })
})
