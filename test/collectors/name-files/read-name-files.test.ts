import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import { readNameFiles } from '../../../collectors/name-files/read-name-files.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'

let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'names-'))
  for (const folder of ['etc', 'run', 'docker']) mkdirSync(join(root, folder))
  writeFileSync(join(root, 'run/stub'), 'nameserver 127.0.0.53\n')
  symlinkSync('../run/stub', join(root, 'etc/resolv.conf'))
  writeFileSync(join(root, 'etc/hosts'), '192.0.2.1 host\n')
  writeFileSync(join(root, 'docker/resolv'), 'nameserver 127.0.0.11\n')
  writeFileSync(join(root, 'docker/hosts'), '172.18.0.2 web\n')
})
afterAll(() => rmSync(root, { recursive: true }))

const container = (resolvConfPath: string): Container => ({
  ...blankContainer({ id: 'c', runtime: 'docker', name: 'c' }),
  pid: 1,
  resolvConfPath,
  hostsPath: '/docker/hosts',
})
const read = (containers: readonly Container[], isLocal = true) => readNameFiles(containers, hostPaths(root), isLocal)
const servers = (path: string): unknown => read([container(path)])[1]?.resolvConf?.nameservers

test("the host's own, also through a link, and those that Docker keeps for a container", () => {
  const [host, one] = read([container('/docker/resolv')])
  expect(host).toMatchObject({ resolvConf: { nameservers: ['127.0.0.53'] }, hosts: [{ address: '192.0.2.1' }] })
  expect(host).not.toHaveProperty('container')
  expect(one).toMatchObject({
    container: 'c',
    resolvConf: { nameservers: ['127.0.0.11'] },
    hosts: [{ address: '172.18.0.2', names: ['web'] }],
  })
})

test('a container that does not run, or an engine elsewhere, has none', () => {
  expect(read([{ ...container('/docker/resolv'), pid: 0 }])).toHaveLength(1)
  expect(read([container('/docker/resolv')], false)).toHaveLength(1)
})

test('links, pipes, folders and what is not there are left alone, and a file without end is cut', () => {
  const at = (name: string): string => join(root, 'docker', name)
  symlinkSync('/etc/passwd', at('link'))
  execFileSync('mkfifo', [at('pipe')])
  mkdirSync(at('folder'))
  writeFileSync(at('large'), 'nameserver 192.0.2.9\n')
  truncateSync(at('large'), 2 ** 40)
  writeFileSync(at('bytes'), Buffer.from([0xff, 0xfe, 0, 10, 0x1b, 91]))
  for (const name of ['link', 'pipe', 'folder', 'nothing']) expect(servers(`/docker/${name}`)).toBeUndefined()
  expect(servers('/docker/large')).toEqual(['192.0.2.9'])
  expect(servers('/docker/bytes')).toEqual([])
})

test('a container is read once for each description of it', () => {
  const one = container('/docker/again')
  writeFileSync(join(root, 'docker/again'), 'nameserver 192.0.2.1\n')
  expect(read([one])[1]?.resolvConf?.nameservers).toEqual(['192.0.2.1'])
  writeFileSync(join(root, 'docker/again'), 'nameserver 192.0.2.2\n')
  expect(read([one])[1]?.resolvConf?.nameservers).toEqual(['192.0.2.1'])
  expect(read([{ ...one }])[1]?.resolvConf?.nameservers).toEqual(['192.0.2.2'])
})
