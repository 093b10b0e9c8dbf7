import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../agent/reachability/answer.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { runCommand } from '../commands/run-command.ts'
import { ready, start, until } from '../commands/running-agent.ts'
import { type DockerContainer, type DockerHost, type Lab, openLab } from '../lab/lab.ts'

let lab: Lab
let docker: DockerHost
let web: DockerContainer

const sleepers = 'for i in 1 2 3 4 5 6; do sleep 1000 & done'

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'live' })
  await docker.cli('network', 'create', '--subnet=10.214.0.0/24', 'net')
  const run = (name: string, more: readonly string[], ...words: readonly string[]): Promise<string> =>
    docker.cli('run', '-d', '--name', name, '--network=net', ...more, 'lab/busybox', ...words)
  await run('asker', [], 'sleep', '1000')
  await run('web', [], 'httpd', '-f', '-p', '80', '-h', '/www')
  await run('crowded', ['--pids-limit=10'], 'sh', '-c', `${sleepers}; (${sleepers}); sleep 1000`)
  web = await docker.container('web')
  // An entry of a connection that went on to a container that is gone, where the next one would be told apart by nothing.
  await web.exec([
    'nft',
    'table ip t { chain pre { type nat hook prerouting priority dstnat; }; chain in { type filter hook input priority 0; ct state new accept; }; }',
  ])
}, 120_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** What the command and the agent say, which look at the host as it is now. */
const bothSay = async (from: string, to: string): Promise<readonly Answer[]> => {
  const words = ['why', from, to, '--json', '--docker-host', docker.dockerHost]
  const { stdout } = runCommand(['./netloupe', ...words], { cwd: checkoutRoot })
  const { said } = start('--listen', '127.0.0.1:0', '--docker-host', docker.dockerHost)
  const url = await until('listening', () => / on (http:\S+)\n/.exec(said())?.[1])
  await ready({ url })
  const answer = await fetch(`${url}/api/v1/why?from=${from}&to=${to}`)
  return [JSON.parse(stdout), await answer.json()]
}

const idsOf = (answers: readonly Answer[]) => answers.map(({ cause }) => cause?.id)

test('what only counters tell: a container may start no more processes', { timeout: 60_000 }, async () => {
  const answers = await bothSay('asker', 'crowded:80')
  expect(idsOf(answers)).toEqual(['pids-limit-hit', 'pids-limit-hit'])
})

test('what only tracked connections tell: one that is known leads elsewhere', { timeout: 60_000 }, async () => {
  const [asker, own] = await Promise.all(['asker', 'web'].map(addressOf))
  const entry = ['-p', 'tcp', '-s', `${asker}`, '-d', `${own}`, '--sport', '40000', '--dport', '80']
  const state = ['--state', 'ESTABLISHED', '-t', '600', '-u', 'ASSURED', '--dst-nat', '10.214.0.99']
  const { stderr } = await web.exec(['conntrack', '-I', ...entry, ...state])
  expect(stderr).toContain('1 flow entries have been created')
  const answers = await bothSay('asker', 'web:80')
  expect(idsOf(answers)).toEqual(['stale-tcp-conntrack', 'stale-tcp-conntrack'])
  const [remedy = ''] = answers[0]?.cause?.remedy ?? []
  expect((await docker.exec(['sh', '-c', remedy])).stderr).toContain('1 flow entries have been deleted')
  expect(idsOf(await bothSay('asker', 'web:80'))).toEqual([undefined, undefined])
})

const addressOf = async (name: string): Promise<string> =>
  (await docker.cli('inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name)).trim()
