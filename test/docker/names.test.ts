import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../agent/reachability/answer.ts'
import { why } from '../../agent/reachability/why.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { lookAtHost } from '../kernel/look-at.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'

let lab: Lab
let docker: DockerHost

const run = (name: string, ...words: string[]): Promise<string> =>
  docker.cli('run', '-d', '--name', name, ...words, 'lab/busybox', 'sleep', '1000')

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'names' })
  await docker.cli('network', 'create', 'app')
  await docker.cli('network', 'create', 'other')
  await run('web', '--network', 'app', '--add-host', 'fixed.example:192.0.2.7', '--add-host', 'moved:192.0.2.8')
  await run('db', '--network', 'app', '--network-alias', 'data')
  await run('moved', '--network', 'app')
  await run('far', '--network', 'other')
  await run('plain')
  await run('plain2')
})
afterAll(() => lab[Symbol.asyncDispose]())

const ask = async (from: string, to: string): Promise<Answer> =>
  why(await lookAtHost({ docker: dockerAddress({ option: docker.dockerHost, environment: {}, home: '/' }) }), {
    from,
    to,
  })

/** The address that a program in the container gets; null: none. */
const looksUp = async (container: string, name: string): Promise<string | null> => {
  const script = `ping -c 1 -W 1 ${name} 2>&1 | sed -n 's/^PING [^(]*(\\([^)]*\\)).*/\\1/p'`
  const printed = await docker.cli('exec', container, 'sh', '-c', script)
  return printed.trim() || null
}

test.each(['data', 'fixed.example', 'data.app'])(
  '%s is the address that a program in the container gets',
  async (name) => {
    const { to } = await ask('web', name)
    expect(to.address).toBe(await looksUp('web', name))
    expect(to.address).not.toBeNull()
  },
)

test('a container on the same network is known by its name: nothing to warn of', async () => {
  const { verdict, warnings } = await ask('web', 'db')
  expect({ verdict, warnings }).toEqual({ verdict: 'reachable', warnings: [] })
  expect(await looksUp('web', 'db')).not.toBeNull()
})

test.each([
  ['web', 'far', 'dns-not-on-same-network'],
  ['plain', 'plain2', 'default-bridge-no-dns'],
  ['web', 'moved', 'hosts-entry-stale'],
])('%s asks for %s: %s', async (from, to, id) => {
  const { warnings } = await ask(from, to)
  expect(warnings.map((warning) => warning.id)).toEqual([id])
  const found = await looksUp(from, to)
  if (id === 'hosts-entry-stale') expect(found).toBe('192.0.2.8')
  else expect(found).toBeNull()
})

test('a name of the world, whose server nobody reaches', async () => {
  const { verdict, outcome, cause } = await ask('web', 'www.example.org:80')
  expect({ verdict, outcome, id: cause?.id }).toEqual({
    verdict: 'unreachable',
    outcome: 'name-error',
    id: 'dns-upstream-unreachable',
  })
  expect(await looksUp('web', 'www.example.org')).toBeNull()
})

test('what is no name at all is likelier a slip', async () => {
  await expect(ask('web', 'dbb:5432')).rejects.toThrow("no container is called 'dbb'")
})

test("a container's own firewall took Docker's rules away: nothing is resolved until it is started anew", async () => {
  const pid = (await docker.cli('inspect', '-f', '{{.State.Pid}}', 'web')).trim()
  await docker.exec(['nsenter', `--net=/proc/${pid}/ns/net`, 'iptables', '-t', 'nat', '-F'])
  expect(await looksUp('web', 'data')).toBeNull()
  const { verdict, outcome, cause } = await ask('web', 'data:80')
  expect({ verdict, outcome, id: cause?.id }).toEqual({
    verdict: 'unreachable',
    outcome: 'name-error',
    id: 'dns-nat-missing',
  })
  const [remedy = ''] = cause?.remedy ?? []
  expect(remedy).toBe(`docker -H ${docker.dockerHost} restart web`)
  expect((await docker.exec(['sh', '-c', remedy])).status).toBe(0)
  expect(await looksUp('web', 'data')).not.toBeNull()
})
