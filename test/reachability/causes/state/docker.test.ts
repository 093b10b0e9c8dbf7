import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import type { Cause } from '../../../../agent/reachability/causes/cause.ts'
import { linkCauses } from '../../../../agent/reachability/causes/link/index.ts'
import { socketCauses } from '../../../../agent/reachability/causes/socket/index.ts'
import { stateCauses } from '../../../../agent/reachability/causes/state/index.ts'
import { why } from '../../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { busyboxImage } from '../../../lab/busybox-image.ts'
import { type DockerHost, type Lab, openLab } from '../../../lab/lab.ts'
import { applyRemedies, askVerified, lookThrough } from '../docker-asked.ts'
import { findingFor } from '../finding.ts'

const sleeper = [busyboxImage, 'sleep', 'infinity'] as const
const httpd = [busyboxImage, 'httpd', '-f', '-p', '80', '-h', '/www'] as const
const shell = (script: string) => [busyboxImage, 'sh', '-c', script] as const
const onNet = ['--network=net'] as const

const sleepers = 'for i in 1 2 3 4 5 6; do sleep 9999 & done'

/** Every state that a container may be in, on one engine. */
const containers: { readonly [name: string]: readonly string[] } = {
  asker: [...onNet, ...sleeper],
  web: [...onNet, '-p', '8080:80', ...httpd],
  ended: [...onNet, '-p', '8081:80', ...shell('exit 3')],
  looping: [...onNet, '--restart=always', '-p', '8082:80', ...shell('exit 7')],
  frozen: [...onNet, '-p', '8083:80', ...httpd],
  hungry: [...onNet, '--memory=6m', '--memory-swap=6m', '-p', '8084:80', ...shell('exec tail /dev/zero')],
  lost: [...onNet, '--memory=32m', '--memory-swap=32m', ...shell('tail /dev/zero; sleep infinity')],
  crowded: [...onNet, '--pids-limit=10', ...shell(`${sleepers}; (${sleepers}); sleep infinity`)],
  slow: [...onNet, '--cpus=0.02', ...shell('httpd -p 80 -h /www; while :; do :; done')],
  unready: [...onNet, '--health-cmd=false', '--health-interval=1h', '--health-start-period=1h', ...sleeper],
  alone: ['--network=none', ...sleeper],
  lender: [...onNet, ...sleeper],
  sharer: ['--network=container:lender', ...sleeper],
  parted: [...onNet, ...sleeper],
  moved: [...onNet, '--ip=10.211.0.177', ...httpd],
  holder: ['--network=host', '--expose=8090', busyboxImage, 'httpd', '-f', '-p', '8090'],
  clashing: ['--network=host', '--expose=8090', busyboxImage, 'httpd', '-f', '-p', '8090'],
}

/** They need others, or what others have. */
const second: ReadonlySet<string> = new Set(['sharer', 'clashing'])

let lab: Lab
let host: DockerHost
let snapshot: Snapshot
let hosts: string

const id = (name: string): string => snapshot.containers.find((one) => one.name === name)?.id ?? ''
const ctr = (name: string): string => `ctr:${id(name).slice(0, 12)}`

beforeAll(async () => {
  lab = await openLab()
  host = await lab.dockerHost({ name: 'states', uplink: true })
  hosts = `netns:${host.netns}`
  await host.cli('network', 'create', '--subnet=10.211.0.0/24', 'net')
  const run = (name: string): Promise<string> =>
    host.cli('run', '-d', '--stop-timeout=0', '--name', name, ...(containers[name] ?? []))
  const [first, later] = [Object.keys(containers).filter((name) => !second.has(name)), [...second]]
  await Promise.all(first.map(run))
  await Promise.all(later.map(run))
  await expect(host.cli('run', '-d', '--name', 'taken', ...onNet, '-p', '8080:80', ...sleeper)).rejects.toThrow(
    /already allocated/,
  )
  await host.cli('pause', 'frozen')
  await host.cli('restart', '-t', '0', 'lender')
  await host.cli('network', 'disconnect', 'net', 'parted')
  const moved = await host.container('moved')
  await moved.exec(['ip', 'addr', 'del', '10.211.0.177/24', 'dev', 'eth0'])
  await moved.exec(['ip', 'addr', 'add', '10.211.0.178/24', 'dev', 'eth0'])
  const says = (name: string, format: string, words: RegExp): Promise<unknown> =>
    vi.waitUntil(async () => words.test(await host.cli('inspect', '-f', format, name)), {
      timeout: 60_000,
      interval: 20,
    })
  // A busy engine misses now and then why it was killed.
  await vi.waitUntil(
    async () => {
      const state = await host.cli('inspect', '-f', '{{.State.OOMKilled}} {{.State.Status}}', 'hungry')
      if (state === 'false exited') await host.cli('start', 'hungry')
      return state === 'true exited'
    },
    { timeout: 30_000, interval: 200 },
  )
  await says('clashing', '{{.State.Status}}', /exited/)
  // By then Docker waits for more than ten seconds: real packets meet what the look has seen.
  await says('looping', '{{.RestartCount}} {{.State.Status}}', /^([7-9]|\d\d) restarting/)
  snapshot = await lookThrough(host, true)
}, 120_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

interface Case {
  readonly cause: string | null
  readonly from: string
  readonly to: string
  readonly outcome?: Answer['outcome']
  /** The container that is to blame. */
  readonly whose: string
}

const cases: readonly Case[] = [
  { cause: null, from: 'asker', to: 'web:80', outcome: 'connected', whose: 'web' },
  { cause: 'container-not-running', from: 'asker', to: 'ended:80', whose: 'ended' },
  { cause: 'container-not-running', from: 'HOST', to: 'HOST:8081', outcome: 'refused', whose: 'ended' },
  { cause: 'container-not-running', from: 'WORLD', to: 'HOST:8081', outcome: 'refused', whose: 'ended' },
  { cause: 'container-restart-loop', from: 'asker', to: 'looping:80', whose: 'looping' },
  { cause: 'container-restart-loop', from: 'HOST', to: 'HOST:8082', outcome: 'refused', whose: 'looping' },
  { cause: 'container-paused', from: 'asker', to: 'frozen:80', outcome: 'connected', whose: 'frozen' },
  { cause: 'container-paused', from: 'HOST', to: 'HOST:8083', outcome: 'connected', whose: 'frozen' },
  { cause: 'container-paused', from: 'WORLD', to: 'HOST:8083', outcome: 'connected', whose: 'frozen' },
  { cause: null, from: 'asker', to: 'frozen', outcome: 'replied', whose: 'frozen' },
  { cause: 'container-oom-killed', from: 'asker', to: 'hungry:80', whose: 'hungry' },
  { cause: 'container-oom-killed', from: 'HOST', to: 'HOST:8084', outcome: 'refused', whose: 'hungry' },
  { cause: 'container-oom-killed', from: 'asker', to: 'lost:80', outcome: 'refused', whose: 'lost' },
  { cause: 'pids-limit-hit', from: 'asker', to: 'crowded:80', outcome: 'refused', whose: 'crowded' },
  { cause: 'app-not-ready-yet', from: 'asker', to: 'unready:80', outcome: 'refused', whose: 'unready' },
  { cause: 'network-mode-none', from: 'alone', to: 'web:80', outcome: 'network-unreachable', whose: 'alone' },
  { cause: 'shared-netns-orphaned', from: 'sharer', to: 'web:80', outcome: 'network-unreachable', whose: 'sharer' },
  { cause: 'endpoint-disconnected', from: 'parted', to: 'web:80', outcome: 'network-unreachable', whose: 'parted' },
  { cause: 'docker-view-differs', from: 'asker', to: '10.211.0.177:80', outcome: 'host-unreachable', whose: 'moved' },
  { cause: 'published-port-taken', from: 'asker', to: 'taken:80', whose: 'taken' },
  { cause: 'host-network-port-clash', from: 'asker', to: 'clashing:8090', whose: 'clashing' },
]

/** The host by its address on the uplink. */
const written = (word: string): string =>
  word
    .replace(/^HOST:/, '198.51.100.2:')
    .replace('HOST', hosts)
    .replace('WORLD', `netns:${host.world?.netns}`)

test.each(cases)('$from to $to: $cause', async ({ cause, from, to, outcome, whose }) => {
  const asked = { from: written(from), to: written(to) }
  const answer = outcome === undefined ? why(snapshot, asked) : await askVerified(snapshot, asked)
  expect(answer.cause?.id ?? null).toBe(cause)
  expect(answer.verdict).toBe(cause === null ? 'reachable' : 'unreachable')
  if (outcome !== undefined) expect(answer.outcome).toBe(outcome)
  if (cause !== null) expect(answer.cause?.evidence.map(({ object }) => object)).toContain(ctr(whose))
})

test('what gets through and is worth knowing: cpu-throttled, a source that is paused, another address than Docker says', () => {
  const slow = findingFor(snapshot, { from: 'asker', to: 'slow:80' })
  expect(stateCauses.cpuThrottled.warn?.(slow)).toMatchObject({
    summary: expect.stringMatching(/^slow was stopped for want of CPU in \d+ % of all periods/),
    evidence: [{ object: ctr('slow') }],
    remedy: [expect.stringContaining('update --cpus=0.04 slow')],
  })
  const paused = findingFor(snapshot, { from: 'frozen', to: 'web:80' })
  expect(stateCauses.containerPaused.warn?.(paused)).toMatchObject({ evidence: [{ object: ctr('frozen') }] })
  const moved = findingFor(snapshot, { from: 'asker', to: 'moved:80', address: '10.211.0.178' })
  expect(stateCauses.dockerViewDiffers.warn?.(moved)).toMatchObject({ evidence: [{ object: ctr('moved') }, {}] })
  const fine = findingFor(snapshot, { from: 'asker', to: 'web:80' })
  for (const { warn } of Object.values<Cause>(stateCauses)) expect(warn?.(fine) ?? null).toBeNull()
})

/** Without a program that leaves files open: what the counters of a container with one show is put in. */
test('a container that has all the files open that it may', () => {
  const web = snapshot.containers.find(({ name }) => name === 'web')
  const { usage } = snapshot
  if (web === undefined || usage === undefined) throw new Error('the container does not run')
  const processes = usage.processes.map((one) =>
    one.container === web.id ? { ...one, processes: 1, openFiles: 64, openFilesLimit: 64 } : one,
  )
  const full = { ...snapshot, usage: { ...usage, processes } }
  const asked = { from: 'asker', to: 'web:80' }
  expect(socketCauses.fdLimitHit.warn?.(findingFor(full, asked))).toMatchObject({ evidence: [{ object: ctr('web') }] })
  expect(why(full, asked).cause).toBeNull()
  const sockets = full.sockets.map((one) => (one.netns === web.netns ? { ...one, receiveQueue: 4 } : one))
  expect(why({ ...full, sockets }, asked)).toMatchObject({
    outcome: 'connected',
    verdict: 'unreachable',
    cause: { id: 'fd-limit-hit', evidence: [{ object: ctr('web') }, {}] },
  })
})

test('ephemeral-ports-exhausted: a namespace with as many connections as there are ports', () => {
  const { usage } = snapshot
  const asker = snapshot.containers.find(({ name }) => name === 'asker')?.netns
  if (usage === undefined || asker == null) throw new Error('the container does not run')
  const tcpStates = [{ netns: asker, family: 'ipv4', sockets: [28_000, 0, 0, 0, 0, 300, 900, 0, 0, 0, 0] }]
  const finding = findingFor({ ...snapshot, usage: { ...usage, tcpStates } }, { from: 'asker', to: 'web:80' })
  expect(socketCauses.ephemeralPortsExhausted.warn?.(finding)?.summary).toContain('28300 connections')
})

test('fewer connections than usual are too many where there are fewer ports', () => {
  const { usage } = snapshot
  const asker = snapshot.containers.find(({ name }) => name === 'asker')?.netns
  if (usage === undefined || asker == null) throw new Error('the container does not run')
  const tcpStates = [{ netns: asker, family: 'ipv4', sockets: [90, 0, 0, 0, 0, 10, 900, 0, 0, 0, 0] }]
  const warned = (last: number) => {
    const ranges = { 'net.ipv4.ip_local_port_range': { first: 40_001, last } }
    const sysctls = snapshot.sysctls.map((one) => (one.netns === asker ? { ...one, ranges } : one))
    const finding = findingFor(
      { ...snapshot, sysctls, usage: { ...usage, tcpStates } },
      { from: 'asker', to: 'web:80' },
    )
    return socketCauses.ephemeralPortsExhausted.warn?.(finding)
  }
  expect(warned(40_100)).toMatchObject({ evidence: [{}, { fact: 'net.ipv4.ip_local_port_range = 40001 40100' }] })
  expect(warned(40_101)).toBeNull()
})

test('neigh-table-overflow: a table of neighbours that is nearly full', () => {
  const root = snapshot.namespaces.find((one) => one.root)?.id
  const [neighbour] = snapshot.neighbours.filter(({ family }) => family === 2)
  if (neighbour === undefined) throw new Error('nobody knows anybody')
  const sysctls = snapshot.sysctls.map((one) =>
    one.netns === root ? { ...one, values: { ...one.values, 'net.ipv4.neigh.default.gc_thresh3': 100 } } : one,
  )
  const warned = (count: number, state: number) => {
    const neighbours = Array.from({ length: count }, () => ({ ...neighbour, state, flags: 0 }))
    const asked = { ...snapshot, sysctls, neighbours: [...neighbours, { ...neighbour, state: permanent }] }
    return linkCauses.neighTableOverflow.warn?.(findingFor(asked, { from: 'asker', to: 'web:80' }))
  }
  const permanent = 0x80
  expect(warned(90, 4)).toMatchObject({
    evidence: [{ fact: 'net.ipv4.neigh.default.gc_thresh3 = 100' }],
    remedy: ['sysctl -w net.ipv4.neigh.default.gc_thresh3=400'],
  })
  expect(warned(89, 4)).toBeNull()
  expect(warned(1000, permanent)).toBeNull()
})

/** A port of a service, with a socket of the engine as a swarm has it: this kernel has no IPVS, without which there is no ingress. */
test('a published service whose node has no rule for it, or no part in the ingress network', () => {
  const { engine, sockets, socketOwners, containers, networks, namespaces } = snapshot
  const held = sockets.find(({ local, netns }) => local.port === 8090 && netns === engine?.netns)
  const [network] = networks
  if (held === undefined || network === undefined) throw new Error('nobody listens on the host')
  const swarm: Snapshot = {
    ...snapshot,
    socketOwners: socketOwners.map((one) =>
      one.inode === held.inode ? { inode: one.inode, pid: engine?.pid ?? 0, command: 'dockerd' } : one,
    ),
    containers: containers.filter(({ networkMode }) => networkMode !== 'host'),
    networks: [...networks, { ...network, id: 'i'.repeat(25), name: 'ingress', driver: 'overlay', ingress: true }],
    namespaces: namespaces.map((one) =>
      one.id === containers.find(({ name }) => name === 'unready')?.netns ? { ...one, names: ['ingress_sbox'] } : one,
    ),
  }
  const asked = { from: written('WORLD'), to: '198.51.100.2:8090' }
  expect(why(swarm, asked).cause).toMatchObject({ id: 'ingress-dnat-missing', evidence: [{}, {}] })
  expect(why({ ...swarm, namespaces }, asked).cause).toMatchObject({ id: 'ingress-sandbox-missing' })
  expect(why({ ...swarm, namespaces, networks }, asked).cause?.remedy[0]).toMatch(/network create --ingress/)
})

/** Ids of causes whose remedy is more than advice. */
const mendable = new Set(['container-paused', 'shared-netns-orphaned', 'endpoint-disconnected', 'network-mode-none'])

test('what the remedies say mends it', async () => {
  const asked = cases
    .filter(({ cause }) => cause !== null && mendable.has(cause))
    .map(({ from, to }) => ({ from: written(from), to: written(to) }))
  expect(asked).toHaveLength(6)
  await applyRemedies(
    host,
    asked.map((one) => why(snapshot, one)),
  )
  const later = await lookThrough(host)
  for (const one of asked) expect.soft((await askVerified(later, one)).cause, `${one.from} to ${one.to}`).toBeNull()
})
