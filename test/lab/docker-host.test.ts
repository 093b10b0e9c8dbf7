import { readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDemo } from './demo.ts'
import { type DockerHost, type Lab, openLab } from './lab.ts'
import { tracesOf } from './traces.ts'

let lab: Lab
let left: DockerHost
let right: DockerHost
let address: string

beforeAll(async () => {
  lab = await openLab()
  const [one, two, join] = await lab.joinedHosts('docker')
  left = one
  right = two
  address = join.addresses[1]
}, 60_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
  expect(tracesOf(lab.runId)).toEqual([])
}, 60_000)

test('an engine runs in the namespace of its host, and has its own sysfs', async () => {
  expect(readlinkSync(`/proc/${left.pid}/ns/net`)).toBe(`net:[${left.inode}]`)
  expect(readFileSync(`/proc/${left.pid}/root/sys/class/net/docker0/bridge/stp_state`, 'utf8')).toBe('0\n')
  expect(readFileSync(`/proc/${left.pid}/environ`, 'utf8')).not.toMatch(/proxy/i)
  expect(await left.cli('version', '-f', '{{.Server.Os}}')).toBe('linux')
  expect((await left.exec(['ip', '-o', 'link', 'show', 'docker0'])).status).toBe(0)
  expect((await right.exec(['ip', '-o', 'link', 'show', 'docker0'])).status).toBe(0)
})

test('a published port is reached from the other host', async () => {
  const serve = ['lab/busybox', 'httpd', '-f', '-h', '/www']
  await right.cli('run', '-d', '--name', 'web', '-p', '8080:80', '--restart', 'always', ...serve)
  const fetched = await left.exec(['busybox', 'wget', '-q', '-O-', `http://${address}:8080/`])
  expect(fetched).toEqual({ stdout: 'hello\n', stderr: '', status: 0 })
  const web = await right.container('web')
  expect(readlinkSync(web.path)).not.toBe(`net:[${right.inode}]`)
  expect((await web.exec(['ip', '-o', '-4', 'addr', 'show', 'eth0'])).stdout).toContain('172.17.0.2/16')
  expect(readFileSync(`/proc/${web.pid}/cgroup`, 'utf8')).toContain(`/docker/${web.id}`)
})

test('an error of the client is thrown with what it said', async () => {
  await expect(left.cli('inspect', 'nobody')).rejects.toThrow(/docker inspect nobody: .*no such object/is)
  await expect(lab.dockerHost({ name: 'wrong', args: ['--no-such-flag'] })).rejects.toThrow('unknown flag')
})

test('a paused container does not hinder the removal', async () => {
  await left.cli('run', '-d', '--name', 'frozen', 'lab/busybox')
  await left.cli('pause', 'frozen')
  expect(await left.cli('inspect', '-f', '{{.State.Status}}', 'frozen')).toBe('paused')
})

test('the demo has one fault, and its remedy mends it', async () => {
  const demo = await buildDemo(lab)
  const api = await demo.host.container('api')
  const names = (await demo.host.cli('ps', '--format', '{{.Names}}')).split('\n').sort()
  expect(names).toEqual(['api', 'batch', 'cache', 'db', 'metrics', 'proxy', 'web'])
  const metrics = await demo.host.container('metrics')
  expect(readlinkSync(metrics.path)).toBe(readlinkSync(api.path))

  const db = await demo.host.cli('inspect', '-f', '{{.NetworkSettings.Networks.backend.IPAddress}}', 'db')
  const askDb = (): Promise<number> =>
    api.exec(['busybox', 'wget', '-q', '-O-', `http://${db}:5432/`]).then(({ status }) => status)
  expect(await askDb()).not.toBe(0)
  const world = await demo.host.world?.exec(['busybox', 'wget', '-q', '-O-', 'http://198.51.100.2:8080/'])
  expect(world?.stdout).toBe('hello\n')
  const remedy = await demo.host.exec(['sh', '-c', demo.remedy])
  expect(remedy.status).toBe(0)
  // A failed neighbour entry is asked for again at once.
  expect(await askDb()).toBe(0)
  expect(await demo.host.cli('exec', 'api', 'wget', '-q', '-O-', 'http://db:5432/')).toBe('hello')
}, 60_000)
