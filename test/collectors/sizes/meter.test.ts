import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import type { Container, Engine } from '../../../collectors/containers/record.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { SizeMeter } from '../../../collectors/sizes/meter.ts'
import { sizesShape } from '../../../collectors/sizes/record.ts'
import { fileTree } from '../file-tree.ts'

/** Machines that run the tests may be busy. */
const patiently = { timeout: 20_000 }

const engine: Engine = { address: 'unix:///run/docker.sock', version: '', apiVersion: '', pid: 9, netns: null }

const container = (name: string): Container => ({
  ...blankContainer({ id: name, runtime: 'docker', name }),
  layer: `/layers/${name}`,
  logPath: `/logs/${name}/${name}-json.log`,
  mounts: [{ type: 'volume', name: 'data', source: '/volumes/data', destination: '/data', writable: true }],
})

const host = () => {
  const tree = fileTree({
    'proc/1/mountinfo': '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n',
    'layers/a/etc/file': 'x'.repeat(10_000),
    'layers/b/file': 'x',
    'logs/a/a-json.log': 'x'.repeat(5000),
    'logs/a/a-json.log.1': 'x'.repeat(5000),
    'logs/a/config.json': 'x'.repeat(50_000),
    'volumes/data/file': 'x'.repeat(20_000),
    'proc/9/comm': 'dockerd\n',
  })
  symlinkSync(tree.root, join(tree.root, 'proc/9/root'))
  return tree
}

const du = (...paths: readonly string[]): number =>
  Number(
    execFileSync('du', ['-scx', '-B1', ...paths], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1)
      ?.split('\t')[0],
  )

test('measures layers, logs and volumes, new containers soon, and forgets what is gone', async () => {
  using tree = host()
  await using meter = new SizeMeter({ paths: hostPaths(tree.root), share: 1 })
  expect(meter.sizes()).toEqual({ containers: [], volumes: [], roundSeconds: null })
  meter.follow({ containers: [container('a')], engine })
  await expect.poll(() => meter.sizes().roundSeconds, patiently).not.toBeNull()
  const first = meter.sizes()
  expect(new Ajv({ strict: false }).validate(sizesShape.json, first)).toBe(true)
  expect(first.containers).toEqual([
    {
      container: 'a',
      measuredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      device: '/dev/sda1',
      writableBytes: du(join(tree.root, 'layers/a')),
      inodes: 3,
      logBytes: du(join(tree.root, 'logs/a/a-json.log'), join(tree.root, 'logs/a/a-json.log.1')),
    },
  ])
  expect(first.volumes).toMatchObject([
    { volume: 'data', bytes: du(join(tree.root, 'volumes/data')), inodes: 2, containers: ['a'] },
  ])

  meter.follow({ containers: [container('a'), container('b')], engine })
  await expect.poll(() => meter.sizes().containers.length, patiently).toBe(2)
  expect(meter.sizes().containers[1]).not.toHaveProperty('logBytes')
  expect(meter.sizes().volumes[0]?.containers).toEqual(['a', 'b'])
  expect(meter.sizes().containers[0]).toEqual(first.containers[0])

  meter.follow({ containers: [], engine })
  expect(meter.sizes()).toMatchObject({ containers: [], volumes: [] })
  expect(meter.problems()).toEqual([])
})

test('measures again in the next round, and says what it could not measure', async () => {
  using tree = host()
  await using meter = new SizeMeter({ paths: hostPaths(tree.root), share: 1, intervalMs: 50 })
  meter.follow({ containers: [container('a')], engine })
  const bytes = () => Number(meter.sizes().containers[0]?.writableBytes)
  await expect.poll(bytes, patiently).toBe(du(join(tree.root, 'layers/a')))
  writeFileSync(join(tree.root, 'layers/a/more'), 'x'.repeat(100_000))
  await expect.poll(bytes, patiently).toBe(du(join(tree.root, 'layers/a')))

  rmSync(join(tree.root, 'layers/a'), { recursive: true })
  await expect.poll(() => meter.sizes().containers, patiently).toEqual([])
  expect(meter.problems()).toEqual([])
  mkdirSync(join(tree.root, 'layers/a'))
  await expect.poll(() => meter.sizes().containers.length, patiently).toBe(1)
})

test('ends in the middle of its work', async () => {
  using tree = host()
  for (let i = 0; i < 2000; i += 1) mkdirSync(join(tree.root, 'layers/a', String(i)))
  const start = performance.now()
  {
    await using meter = new SizeMeter({ paths: hostPaths(tree.root), share: 0.001 })
    meter.follow({ containers: [container('a')], engine })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(meter.sizes().roundSeconds).toBeNull()
  }
  expect(performance.now() - start).toBeLessThan(10_000)
})
