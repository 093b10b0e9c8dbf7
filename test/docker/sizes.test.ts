import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Container } from '../../collectors/containers/record.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import { SizeMeter } from '../../collectors/sizes/meter.ts'
import type { Sizes } from '../../collectors/sizes/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { lookAtDocker } from './docker-truth.ts'

const image = 'lab/busybox'
let lab: Lab
let docker: DockerHost
let snapshot: Snapshot
let sizes: Sizes

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'sizes' })
  await docker.cli('volume', 'create', 'data')
  const write =
    'head -c 300000 /dev/urandom > /root-file; mkdir /etc/x; ln /root-file /etc/x/linked; rm /bin/vi; sleep 1000'
  await docker.cli('run', '-d', '--name', 'writes', '-v', 'data:/data', image, 'sh', '-c', write)
  await docker.cli(
    ...[
      'run',
      '-d',
      '--name',
      'logs',
      '-v',
      'data:/data:ro',
      '-v',
      '/etc:/host:ro',
      '--tmpfs',
      '/scratch',
      '-v',
      '/own',
    ],
    ...['--log-opt', 'max-size=20k', '--log-opt', 'max-file=3', image],
    ...['sh', '-c', 'yes | head -c 20000; head -c 100000 /dev/zero > /own/zeros; sleep 1000'],
  )
  await docker.cli('run', '--name', 'ended', image, 'sh', '-c', 'echo > /file')
  await docker.cli('exec', 'writes', 'sh', '-c', 'head -c 70000 /dev/urandom > /data/random; sync')
  snapshot = await lookAtDocker(docker)
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const named = (name: string): Container =>
  snapshot.containers.find((container) => container.name === name) ?? expect.fail(`${name} is missing`)

const inspect = (what: string, name: string): Promise<string> => docker.cli('inspect', '-f', `{{${what}}}`, name)

const du = (...args: readonly string[]): number =>
  Number(
    execFileSync('du', ['-scx', ...args], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1)
      ?.split('\t')[0],
  )

describe('what Docker tells of a container', () => {
  test('layer, log, and mounts of all kinds', async () => {
    for (const name of ['writes', 'logs', 'ended']) {
      expect(named(name).layer).toBe(await inspect('.GraphDriver.Data.UpperDir', name))
      expect(named(name).logPath).toBe(await inspect('.LogPath', name))
    }
    const stated: { readonly Destination: string }[] = JSON.parse(await inspect('json .Mounts', 'logs'))
    const shown = named('logs').mounts.map(({ type, name, source, destination, writable }) => ({
      Type: type,
      ...(name === undefined ? {} : { Name: name }),
      Source: source,
      Destination: destination,
      RW: writable,
    }))
    expect(shown.length).toBeGreaterThanOrEqual(3)
    expect(stated.toSorted((a, b) => (a.Destination < b.Destination ? -1 : 1))).toMatchObject(shown)
    expect(named('logs').mounts).toContainEqual({
      ...{
        type: 'volume',
        name: 'data',
        source: await docker.cli('volume', 'inspect', '-f', '{{.Mountpoint}}', 'data'),
      },
      ...{ destination: '/data', writable: false },
    })
  })

  test('all its namespaces, by the links of its first process', () => {
    const own = snapshot.host?.namespaces ?? {}
    for (const name of ['writes', 'logs']) {
      const { pid, namespaces = {} } = named(name)
      expect(Object.keys(namespaces).length).toBeGreaterThanOrEqual(7)
      for (const [kind, inode] of Object.entries(namespaces))
        expect(readlinkSync(`/proc/${pid}/ns/${kind}`)).toBe(`${kind}:[${inode}]`)
      const kinds = ['ipc', 'mnt', 'net', 'pid', 'uts'].filter((kind) => namespaces[kind] === own[kind])
      expect(kinds).toEqual([])
      expect(namespaces['user']).toBe(own['user'])
    }
    expect(named('ended')).not.toHaveProperty('namespaces')
  })
})

describe('sizes', () => {
  beforeAll(async () => {
    await using meter = new SizeMeter({ paths: hostPaths('/'), share: 1 })
    meter.follow({ containers: snapshot.containers, engine: snapshot.engine })
    await vi.waitUntil(() => meter.sizes().roundSeconds !== null, { timeout: 40_000 })
    sizes = meter.sizes()
    expect(meter.problems()).toEqual([])
  })

  test('of layers are what du says of the upper directory', async () => {
    for (const name of ['writes', 'logs', 'ended']) {
      const layer = await inspect('.GraphDriver.Data.UpperDir', name)
      const size = sizes.containers.find(({ container }) => container === named(name).id)
      expect(size).toMatchObject({ writableBytes: du('-B1', layer), inodes: du('--inodes', layer) })
      expect(size?.device).toBe(execFileSync('df', ['--output=source', layer], { encoding: 'utf8' }).split('\n')[1])
    }
    const written = sizes.containers.find(({ container }) => container === named('writes').id)
    expect(Number(written?.writableBytes)).toBeGreaterThan(300_000)
    expect(Number(written?.writableBytes)).toBeLessThan(600_000)
  })

  test('of logs include the rotated ones', async () => {
    const log = await inspect('.LogPath', 'logs')
    const size = sizes.containers.find(({ container }) => container === named('logs').id)
    const parts = execFileSync('sh', ['-c', 'ls "$0"*', log], { encoding: 'utf8' }).trim().split('\n')
    expect(parts.length).toBeGreaterThan(1)
    expect(size?.logBytes).toBe(du('-B1', ...parts))
  })

  test('of volumes, each once, with who mounts it', async () => {
    const data = await docker.cli('volume', 'inspect', '-f', '{{.Mountpoint}}', 'data')
    expect(sizes.volumes).toHaveLength(2)
    expect(sizes.volumes).toContainEqual({
      ...{ volume: 'data', bytes: du('-B1', data), inodes: 2, containers: ['logs', 'writes'] },
      ...{ measuredAt: expect.any(String), device: expect.any(String) },
    })
    const own = sizes.volumes.find(({ volume }) => volume !== 'data')
    expect(own?.volume).toMatch(/^[0-9a-f]{64}$/)
    expect(Number(own?.bytes)).toBeGreaterThanOrEqual(100_000)
  })
})
