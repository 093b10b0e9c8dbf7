import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../agent/reachability/answer.ts'
import { why } from '../../agent/reachability/why.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { lookAtHost } from '../kernel/look-at.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'

let lab: Lab
let docker: DockerHost

const run = (name: string, ...words: string[]): Promise<string> =>
  docker.cli('run', '-d', '--stop-timeout=0', '--name', name, ...words, 'lab/busybox', 'sleep', '1000')

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
  await run('looped', '--dns', '127.0.0.1')
  await run('serverless')
  await docker.cli('exec', 'serverless', 'sh', '-c', 'echo >/etc/resolv.conf')
})
afterAll(() => lab[Symbol.asyncDispose]())

const look = (): Promise<Snapshot> =>
  lookAtHost({ docker: dockerAddress({ option: docker.dockerHost, environment: {}, home: '/' }) })

const ask = async (from: string, to: string): Promise<Answer> => why(await look(), { from, to })

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

test.each([
  ['looped', 'dns-loopback-upstream', 'nameserver 127.0.0.1'],
  ['serverless', 'dns-no-server', 'no nameserver'],
])('%s asks for a name of the world: %s', async (from, id, fact) => {
  const { outcome, cause } = await ask(from, 'www.example.org:80')
  expect({ outcome, id: cause?.id, evidence: cause?.evidence }).toEqual({
    outcome: 'name-error',
    id,
    evidence: [{ where: `/etc/resolv.conf of ${from}`, fact }],
  })
  expect(await looksUp(from, 'www.example.org')).toBeNull()
})

test('dns-unknown-name: Docker knows no such name, and its host names no server to which it could pass it on', async () => {
  const snapshot = await look()
  const nameFiles = (snapshot.nameFiles ?? []).map((files) =>
    files.container === undefined && files.resolvConf != null
      ? { ...files, resolvConf: { ...files.resolvConf, nameservers: [] } }
      : files,
  )
  const { outcome, cause } = why({ ...snapshot, nameFiles }, { from: 'web', to: 'www.example.org:80' })
  expect({ outcome, id: cause?.id }).toEqual({ outcome: 'name-error', id: 'dns-unknown-name' })
  expect(cause?.summary).toBe("Nobody on the networks of web (app) is called 'www.example.org'.")
})

test("dns-port-mismatch: Docker's rules lead to a port of an engine that is gone", async () => {
  const pid = (await docker.cli('inspect', '-f', '{{.State.Pid}}', 'db')).trim()
  const script = "iptables-save -t nat | sed -E 's/(--to-destination 127.0.0.11:)[0-9]+/\\19/' | iptables-restore"
  expect((await docker.exec(['nsenter', `--net=/proc/${pid}/ns/net`, 'sh', '-c', script])).status).toBe(0)
  expect(await looksUp('db', 'web')).toBeNull()
  const { outcome, cause } = await ask('db', 'www.example.org:80')
  expect({ outcome, id: cause?.id }).toEqual({ outcome: 'name-error', id: 'dns-port-mismatch' })
  expect(cause?.evidence[0]?.fact).toMatch(/> 127\.0\.0\.11:9\b/)
  expect((await docker.exec(['sh', '-c', cause?.remedy[0] ?? 'false'])).status).toBe(0)
  expect(await looksUp('db', 'web')).not.toBeNull()
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
