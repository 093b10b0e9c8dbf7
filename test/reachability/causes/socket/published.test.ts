import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import { why } from '../../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { whyText } from '../../../../exporters/formats/why/text.ts'
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

/** Until what listens is as it is to be, as `ss` shows it. */
const untilShown = (host: DockerHost, isSo: (text: string) => boolean): Promise<unknown> =>
  vi.waitUntil(async () => isSo((await host.exec(['ss', '-lnt'])).stdout), { timeout: 20_000 })

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

interface Setting {
  readonly args: readonly string[]
  readonly own: readonly Case[]
}

const settings: { readonly [name: string]: Setting } = {
  proxies: {
    args: [],
    own: [
      { from: 'stranger', to: '198.51.100.2:8080', outcome: 'connected' },
      // The proxy takes it, and is refused itself.
      { from: 'HOST', to: '127.0.0.1:8081', outcome: 'connected', cause: 'wrong-container-port' },
      { from: 'HOST', to: '127.0.0.1:8082', outcome: 'connected', cause: 'listen-loopback-only' },
    ],
  },
  rules: {
    args: ['--userland-proxy=false'],
    own: [
      { from: 'stranger', to: '198.51.100.2:8080', outcome: 'timeout', cause: 'different-networks' },
      { from: 'WORLD', to: '[2001:db8:ffff::2]:8080', outcome: 'refused', cause: 'proxy-needed-for-v6' },
      { from: 'HOST', to: '127.0.0.1:8081', outcome: 'refused', cause: 'wrong-container-port' },
      { from: 'HOST', to: '127.0.0.1:8082', outcome: 'refused', cause: 'listen-loopback-only' },
    ],
  },
}

describe.each(Object.entries(settings))('ports published by %s', (name, { args, own }) => {
  let host: DockerHost
  let snapshot: Snapshot

  beforeAll(async () => {
    host = await build(name, args)
    snapshot = await lookThrough(host)
  })

  const asked = ({ from, to }: Case) => ({ from: place(from), to })
  const place = (word: string): string =>
    word.replace('HOST', `netns:${host.netns}`).replace('WORLD', `netns:${host.world?.netns}`)

  test.each([...shared, ...own])('$from to $to: $outcome', async (one) => {
    const answer = await askVerified(snapshot, asked(one))
    expect.soft(answer.outcome).toBe(one.outcome)
    expect.soft(answer.cause?.id).toBe(one.cause)
    expect(answer.verdict).toBe(one.cause === undefined ? 'reachable' : 'unreachable')
  })

  if (name === 'rules')
    test('dockerd itself takes what no rule leads on', async () => {
      await host.exec(['iptables', '-t', 'nat', '-F'])
      const answer = await askVerified(await lookThrough(host), { from: place('WORLD'), to: '198.51.100.2:8080' })
      expect(answer.cause).toMatchObject({ id: 'decoy-listener', evidence: [{ object: 'port:tcp/0.0.0.0:8080' }, {}] })
      expect(answer).toMatchObject({ verdict: 'unreachable', outcome: 'connected' })
    })
  else {
    test('both connections of a proxy are told in order, each under a title of its own', () => {
      const answer = why(snapshot, { from: place('HOST'), to: '127.0.0.1:8081' })
      const text = whyText(answer, snapshot, { color: false, explain: true })
      const titles = text.split('\n').filter((line) => /^(the|then) /.test(line))
      expect(titles).toEqual([
        'the way there',
        'then docker-proxy passes it on to 10.212.0.2:81/tcp',
        'the way back',
        'then docker-proxy answers',
      ])
      const [, there = '', passed = '', back = ''] = text.split(/^(?:the way|then docker-proxy) .*$/m)
      expect(there).toMatch(/^ {4}socket +tcp 0\.0\.0\.0:8081$/m)
      expect(passed).toMatch(/^ {4}route +10\.212\.0\.0\/24 dev /m)
      expect(back).toMatch(/^ {2}web /m)
      expect(answer.path.filter(({ step }) => step === 'proxy')).toEqual([
        { netns: host.inode, step: 'proxy', detail: 'docker-proxy passes it on to 10.212.0.2:81/tcp' },
      ])
    })

    test('a proxy that was left behind', async () => {
      const ends = '-proto tcp -host-ip 0.0.0.0 -host-port 8099 -container-ip 10.212.0.250 -container-port 80'
      // It tells its parent over descriptor 3 how it went.
      const proxy = host.start(['sh', '-c', `exec docker-proxy ${ends} 3>/dev/null 4>/dev/null`])
      await untilShown(host, (text) => text.includes(':8099 '))
      const answer = await askVerified(await lookThrough(host), { from: place('WORLD'), to: '198.51.100.2:8099' })
      expect(answer.cause).toMatchObject({ id: 'stale-docker-proxy', evidence: [{ object: 'port:tcp/0.0.0.0:8099' }] })
      expect(answer.cause?.remedy[0]).toBe(`kill ${proxy.pid}`)
      proxy.kill()
    })
  }

  test('what is left when dockerd is killed', async () => {
    process.kill(host.pid, 'SIGKILL')
    await untilShown(host, (text) => !text.includes(':8084 '))
    const later = await lookThrough(host)
    const web = later.containers.find(({ id }) => id === snapshot.containers.find((one) => one.name === 'web')?.id)
    const server = await askVerified(later, { from: `pid:${web?.pid}`, to: '127.0.0.11:53/udp' })
    expect(server).toMatchObject({ outcome: 'refused', cause: { id: 'dockerd-down' } })
    const port = await askVerified(later, { from: place('HOST'), to: '127.0.0.1:8084' })
    // Where the rules are gone as well, nothing tells any more that it was published.
    const cause = name === 'rules' ? 'no-listener' : 'dockerd-down'
    expect(port).toMatchObject({ outcome: 'refused', cause: { id: cause } })
  })
})
