import { afterAll, beforeAll, expect, test } from 'vitest'
import { changesBetween } from '../../agent/changes/changes-between.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { takeSnapshot } from '../../collectors/take-snapshot.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'

let lab: Lab
let docker: DockerHost
let reader: KernelReader

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'changes' })
  reader = await KernelReader.open()
})
afterAll(async () => {
  reader?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const look = async (): Promise<Snapshot> => {
  const address = dockerAddress({ option: docker.dockerHost, environment: {}, home: '/nowhere' })
  const options = { version: 'test', root: '/', netnsFolders: [], thorough: true, docker: address }
  return (await takeSnapshot(reader, options)).snapshot
}

/** What changed during some work, in words; other tests may change things meanwhile. */
const wordsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = await look()
  await work()
  return changesBetween(before, await look()).flatMap(({ words }) => words ?? [])
}

test('what Docker does is told in words', async () => {
  const created = await wordsOf(() => docker.cli('network', 'create', 'shop'))
  expect(created).toContain('network shop was created')
  expect(created).toContainEqual(
    expect.stringMatching(/^bridge br-[0-9a-f]+ of the engine's host \(.*\) is there, with 172\./),
  )

  const started = await wordsOf(() =>
    docker.cli(
      'run',
      '-d',
      '--name',
      'web',
      '--network',
      'shop',
      '-p',
      '8080:80',
      'lab/busybox',
      'httpd',
      '-f',
      '-p',
      '80',
    ),
  )
  expect(started).toContain('container web started')
  expect(started).toContain('host port tcp/0.0.0.0:8080 leads to container web')
  expect(started).toContain('network namespace web is there')
  expect(started).toContainEqual(expect.stringMatching(/^container web was attached to network shop, with 172\./))
  expect(started).toContainEqual(
    expect.stringMatching(/^veth of web \(veth\w+\) joined bridge br-\w+ \(network shop\)$/),
  )
  expect(started).toContainEqual(
    expect.stringMatching(
      /^rule \d+ (inserted in|appended to) DOCKER \(ip nat\) of .*: .* -j DNAT --to-destination 172\./,
    ),
  )

  const paused = await wordsOf(() => docker.cli('pause', 'web'))
  expect(paused).toContain('container web was paused')
  expect(await wordsOf(() => docker.cli('unpause', 'web'))).toContain('container web goes on')

  const left = await wordsOf(() => docker.cli('network', 'disconnect', 'shop', 'web'))
  expect(left).toContain('container web was detached from network shop')
  expect(left).toContainEqual(expect.stringMatching(/^veth of web \(veth\w+\) left bridge br-\w+ \(network shop\)$/))

  const stopped = await wordsOf(() => docker.cli('rm', '-f', 'web'))
  expect(stopped).toContain('container web was removed')
  expect(await wordsOf(() => docker.cli('network', 'rm', 'shop'))).toContain('network shop was removed')
}, 120_000)
