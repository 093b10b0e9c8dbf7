import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { busyboxImage } from '../../../lab/busybox-image.ts'
import { type DockerHost, type Lab, openLab } from '../../../lab/lab.ts'
import { askVerified, lookThrough } from '../docker-asked.ts'
import { listenIn } from '../listen.ts'

/** Port 8080 is as it should be; behind the others something is not. */
const published = ['8080:80', '8081:81', '8082:82', '8085:53', '8053:53/udp', '127.0.0.1:8084:80'].flatMap((port) => [
  '-p',
  port,
])

let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

interface Case {
  readonly from: string
  readonly to: string
  readonly outcome: Answer['outcome']
  readonly cause?: string
}

const shared: readonly Case[] = [
  { from: 'WORLD', to: '198.51.100.2:8080', outcome: 'connected' },
  { from: 'HOST', to: '198.51.100.2:8080', outcome: 'connected' },
  { from: 'HOST', to: '127.0.0.1:8080', outcome: 'connected' },
  { from: 'HOST', to: 'web:80', outcome: 'connected' },
  { from: 'neighbour', to: 'web:80', outcome: 'connected' },
  { from: 'neighbour', to: '10.212.0.1:8080', outcome: 'connected' },
  { from: 'neighbour', to: '198.51.100.2:8080', outcome: 'connected' },
  { from: 'stranger', to: '198.51.100.2:8080', outcome: 'connected' },
  { from: 'web', to: '198.51.100.2:8080', outcome: 'connected' },
  { from: 'web', to: '10.212.0.1:8080', outcome: 'connected' },
  { from: 'WORLD', to: '198.51.100.2:8053/udp', outcome: 'delivered' },
  { from: 'HOST', to: '127.0.0.1:8084', outcome: 'connected' },
  { from: 'WORLD', to: '198.51.100.2:8081', outcome: 'refused', cause: 'wrong-container-port' },
  { from: 'WORLD', to: '198.51.100.2:8082', outcome: 'refused', cause: 'listen-loopback-only' },
  { from: 'WORLD', to: '198.51.100.2:8085', outcome: 'refused', cause: 'wrong-protocol' },
  { from: 'neighbour', to: 'web:81', outcome: 'refused', cause: 'no-listener' },
  { from: 'neighbour', to: 'web:80/udp', outcome: 'refused', cause: 'wrong-protocol' },
  { from: 'WORLD', to: '198.51.100.2:8084', outcome: 'refused', cause: 'published-on-loopback' },
]

const build = async (name: string, args: readonly string[]): Promise<DockerHost> => {
  const host = await lab.dockerHost({ name, uplink: true, args })
  await host.cli('network', 'create', '--subnet=10.212.0.0/24', 'net')
  await host.cli('network', 'create', '--subnet=10.213.0.0/24', 'other')
  const run = (own: string, ...more: readonly string[]): Promise<string> =>
    host.cli('run', '-d', '--name', own, ...more)
  await run('web', '--network=net', ...published, busyboxImage, 'httpd', '-f', '-p', '80', '-h', '/www')
  await Promise.all([
    run('neighbour', '--network=net', busyboxImage),
    run('stranger', '--network=other', busyboxImage),
    host.container('web').then(({ path }) => listenIn(host.run, path, ['tcp 127.0.0.1 82', 'udp 0.0.0.0 53'])),
  ])
  return host
}

const settings = { 'with proxies': [], 'without proxies': ['--userland-proxy=false'] } as const

describe.each(Object.entries(settings))('%s', (name, args) => {
  let host: DockerHost
  let snapshot: Snapshot

  beforeAll(async () => {
    host = await build(name.replace(' ', '-'), args)
    snapshot = await lookThrough(host)
  })

  const written = (word: string): string =>
    word.replace('HOST', `netns:${host.netns}`).replace('WORLD', `netns:${host.world?.netns}`)

  test.each(shared)('$from to $to: $outcome', async ({ from, to, outcome, cause }) => {
    const answer = await askVerified(snapshot, { from: written(from), to: written(to) })
    console.log(
      from,
      to,
      answer.outcome,
      answer.cause?.id,
      answer.cause?.summary,
      answer.cause?.evidence,
      answer.cause?.remedy,
    )
    expect.soft(answer.outcome).toBe(outcome)
    expect.soft(answer.cause?.id).toBe(cause)
  })
})
