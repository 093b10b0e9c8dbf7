import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import { rawTableMissing } from '../../../../agent/reachability/causes/netfilter/raw-table-missing.ts'
import { sceneOf } from '../../../../agent/reachability/scene/scene-of.ts'
import { why } from '../../../../agent/reachability/why.ts'
import { dockerAddress } from '../../../../collectors/containers/docker-address.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { type DockerHost, type Lab, openLab, type Space } from '../../../lab/lab.ts'

let lab: Lab
let host: DockerHost
let world: Space

const serve = ['sh', '-c', 'httpd -p 80 -h /www; sleep 600']
const containers = [
  ['web', '--network', 'one', '-p', '8080:80', '-p', '127.0.0.1:8084:80'],
  ['db', '--network', 'two'],
  ['left', '--network', 'noicc'],
  ['right', '--network', 'noicc'],
  ['hidden', '--network', 'inner'],
] as const

const networks = [
  ['one'],
  ['two'],
  ['noicc', '-o', 'com.docker.network.bridge.enable_icc=false'],
  ['inner', '--internal'],
] as const

beforeAll(async () => {
  lab = await openLab()
  // Docker's proxies would take what no rule leads to a container.
  host = await lab.dockerHost({ name: 'causes', uplink: true, args: ['--userland-proxy=false'] })
  if (host.world === undefined) throw new Error('the host has no uplink')
  world = host.world
  await host.exec(['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=1'])
  for (const [name, ...options] of networks) await host.cli('network', 'create', ...options, name)
  for (const [name, ...options] of containers)
    await host.cli('run', '-d', '--name', name, ...options, 'lab/busybox', ...serve)
  await sleep(500)
}, 180_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const look = (): Promise<Snapshot> =>
  lookAtHost({
    thorough: true,
    flows: true,
    docker: dockerAddress({ option: host.dockerHost, environment: {}, home: '/' }),
  })

/** connect() of a real program. */
const connect = async (place: Pick<Space, 'exec'>, address: string, port: number): Promise<string> => {
  const { status, stderr } = await place.exec(['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`])
  if (status === 0) return 'connected'
  if (status === 124) return 'timeout'
  if (stderr.includes('refused')) return 'refused'
  if (stderr.includes('No route to host')) return 'host-unreachable'
  return stderr.includes('Network is unreachable') ? 'network-unreachable' : stderr
}

const addressOf = (name: string): Promise<string> =>
  host.cli('inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name)

interface Asked {
  readonly from: string
  readonly place: Pick<Space, 'exec'>
  readonly address: string
  readonly port: number
}

/** What the kernel does with it, and what is said of it. */
const judge = async (asked: Asked, to = `${asked.address}:${asked.port}`): Promise<Answer> => {
  const answer = why(await look(), { from: asked.from, to })
  expect({ outcome: answer.outcome, cause: answer.cause?.id }).toEqual({
    outcome: await connect(asked.place, asked.address, asked.port),
    cause: answer.cause?.id,
  })
  return answer
}

const obey = async ({ cause }: Answer): Promise<void> => {
  for (const line of cause?.remedy ?? []) {
    if (line.startsWith('#')) continue
    const [program, , , ...words] = line.split(' ')
    if (program === 'docker') await host.cli(...words)
    else expect(await host.exec(['sh', '-c', line])).toMatchObject({ status: 0 })
  }
}

test('different-networks: two containers that share none; attaching one of them mends it', {
  timeout: 120_000,
}, async () => {
  const place = await host.container('web')
  const answer = await judge({ from: 'web', place, address: await addressOf('db'), port: 80 }, 'db:80')
  expect(answer.cause).toMatchObject({ id: 'different-networks', rule: { chain: 'DOCKER-ISOLATION-STAGE-2' } })
  expect(answer.cause?.remedy).toEqual([`docker -H ${host.dockerHost} network connect two web`])
  await obey(answer)
  expect(await connect(place, await addressOf('db'), 80)).toBe('connected')
  await host.cli('network', 'disconnect', 'two', 'web')
})

test('icc-disabled: containers of one network that may not talk to each other', { timeout: 120_000 }, async () => {
  const place = await host.container('left')
  const answer = await judge({ from: 'left', place, address: await addressOf('right'), port: 80 }, 'right:80')
  expect(answer.cause).toMatchObject({ id: 'icc-disabled', rule: { chain: 'FORWARD', author: 'Docker' } })
})

test('internal-network: a container of an internal network, and one of another', { timeout: 120_000 }, async () => {
  const place = await host.container('web')
  const answer = await judge({ from: 'web', place, address: await addressOf('hidden'), port: 80 }, 'hidden:80')
  expect(answer.cause?.id).toBe('internal-network')
  await obey(answer)
  expect(await connect(place, await addressOf('hidden'), 80)).toBe('connected')
  await host.cli('network', 'disconnect', 'inner', 'web')
})

test('internal-to-published-port: the gateway of an internal network, at a port that the host publishes', {
  timeout: 120_000,
}, async () => {
  const gateway = await host.cli('network', 'inspect', '-f', '{{(index .IPAM.Config 0).Gateway}}', 'inner')
  const place = await host.container('hidden')
  const answer = await judge({ from: 'hidden', place, address: gateway, port: 8080 })
  expect(answer.cause?.id).toBe('internal-to-published-port')
})

const uplinkAddress = async (): Promise<string> => {
  const { stdout } = await host.exec(['sh', '-c', 'ip -4 -o addr show up scope global | grep -v br- | grep -v docker0'])
  const [, address] = /inet ([\d.]+)\//.exec(stdout) ?? []
  if (address === undefined) throw new Error(`no address of the uplink in ${stdout}`)
  return address
}

type Edit = (snapshot: Snapshot, netns: string) => Partial<Snapshot>

const without = (snapshot: Snapshot, netns: string): Partial<Snapshot> => ({
  nftables: snapshot.nftables.filter((table) => table.netns !== netns),
  xtables: snapshot.xtables.filter((table) => table.netns !== netns),
})

/** Sockets with which the engine itself keeps published ports. */
const unheld = ({ sockets }: Snapshot, netns: string): Pick<Snapshot, 'sockets'> => ({
  sockets: sockets.filter((socket) => socket.netns !== netns),
})

const fullTable = {
  entries: [],
  expectations: [],
  summary: {
    entries: 7,
    byProtocol: {},
    byTcpState: {},
    unreplied: 0,
    assured: 7,
    sourceNat: 0,
    destinationNat: 0,
    offloaded: 0,
  },
}

/** Hosts that this engine, and this kernel, cannot be brought to: each is a snapshot of the real one with one thing changed. */
const edits: { readonly [cause: string]: Edit } = {
  'docker-iptables-disabled': (snapshot, netns) => ({ ...without(snapshot, netns), ...unheld(snapshot, netns) }),
  'dnat-rule-missing': (snapshot, netns) => ({
    ...unheld(snapshot, netns),
    nftables: snapshot.nftables.map((table) =>
      table.netns === netns && table.name === 'nat'
        ? {
            ...table,
            chains: table.chains.map((chain) => (chain.name === 'DOCKER' ? { ...chain, rules: [] } : chain)),
          }
        : table,
    ),
  }),
  'published-on-other-ip': (snapshot, netns) => ({
    ...without(snapshot, netns),
    ...unheld(snapshot, netns),
    containers: snapshot.containers.map((container) => ({
      ...container,
      ports: container.ports.map((port) => (port.hostPort === 8080 ? { ...port, hostIp: '192.0.2.44' } : port)),
    })),
  }),
  'backend-switch-leftover': (snapshot, netns) => ({
    nftables: snapshot.nftables.flatMap((table) => {
      if (table.netns !== netns || table.family !== 'ip' || table.name !== 'filter') return [table]
      const chains = table.chains.map((chain) =>
        chain.name === 'FORWARD' && chain.base !== null
          ? { ...chain, rules: [], base: { ...chain.base, policy: 'drop' } }
          : chain,
      )
      return [
        { ...table, chains },
        { ...table, name: 'docker-bridges', chains: [] },
      ]
    }),
  }),
  'ct-table-full': (snapshot, netns) => ({
    sysctls: snapshot.sysctls.map((settings) =>
      settings.netns === netns
        ? { ...settings, values: { ...settings.values, 'net.netfilter.nf_conntrack_max': 7 } }
        : settings,
    ),
    flows: [...snapshot.flows.filter((flows) => flows.netns !== netns), { ...fullTable, netns }],
  }),
}

test.each(Object.entries(edits))(
  '%s: of a real snapshot with one thing changed',
  { timeout: 120_000 },
  async (cause, edit) => {
    const snapshot = await look()
    const netns = snapshot.engine?.netns ?? ''
    const changed = { ...snapshot, ...edit(snapshot, netns) }
    const asked = { from: `netns:${world.netns}`, to: `${await uplinkAddress()}:8080` }
    expect(why(snapshot, asked).outcome).toBe('connected')
    const { cause: named, verdict } = why(changed, asked)
    expect({ verdict, id: named?.id }).toEqual({ verdict: 'unreachable', id: cause })
  },
)

test('raw-table-missing: a container that Docker 28.0 could not start', { timeout: 120_000 }, async () => {
  const snapshot = await look()
  const { engine } = snapshot
  if (engine === null) throw new Error('no engine')
  const containers = snapshot.containers.map((container) =>
    container.name === 'web'
      ? { ...container, state: 'created' as const, netns: null, startedAt: '', pid: 0 }
      : container,
  )
  const finding = { targetContainer: containers.find(({ name }) => name === 'web') ?? null }
  const changed = { ...snapshot, engine: { ...engine, version: '28.0.1' }, containers }
  const explained = rawTableMissing.explain({
    ...finding,
    scene: sceneOf(changed),
    source: null,
    sourceContainer: null,
    target: null,
    resolution: null,
    exchange: null,
    loss: null,
    lostOn: null,
  })
  expect(explained?.remedy[0]).toBe('modprobe iptable_raw')
})

test('stale-udp-conntrack: an entry that still leads to a container that is gone', { timeout: 120_000 }, async () => {
  const uplink = await uplinkAddress()
  const { stdout } = await world.exec(['ip', '-4', 'route', 'get', uplink])
  const [, source] = / src ([\d.]+)/.exec(stdout) ?? []
  const entry = ['-p', 'udp', '-s', `${source}`, '-d', uplink, '--sport', '40000', '--dport', '5353']
  const reply = ['-r', '172.17.0.99', '-q', `${source}`, '--reply-port-src', '53', '--reply-port-dst', '40000']
  const made = await host.exec(['conntrack', '-I', ...entry, ...reply, '-t', '600', '-u', 'SEEN_REPLY'])
  expect(made.stderr).toContain('1 flow entries have been created')
  const answer = why(await look(), { from: `netns:${world.netns}`, to: `${uplink}:5353/udp` })
  expect(answer.cause?.id).toBe('stale-udp-conntrack')
  await obey(answer)
  expect(why(await look(), { from: `netns:${world.netns}`, to: `${uplink}:5353/udp` }).cause?.id).not.toBe(
    'stale-udp-conntrack',
  )
})

test("docker-user-drop: an administrator's rule before Docker's own", { timeout: 120_000 }, async () => {
  await host.exec(['iptables', '-I', 'DOCKER-USER', '-d', await addressOf('web'), '-j', 'DROP'])
  const uplink = await uplinkAddress()
  const place = world
  const answer = await judge({ from: `netns:${world.netns}`, place, address: uplink, port: 8080 })
  expect(answer.cause).toMatchObject({ id: 'docker-user-drop', rule: { chain: 'DOCKER-USER', position: 1 } })
  await obey(answer)
  expect(await connect(place, uplink, 8080)).toBe('connected')

  const loopback = await judge({ from: `netns:${world.netns}`, place, address: uplink, port: 8084 })
  expect(loopback.cause?.id).toBe('published-on-loopback')

  // Somebody deletes the rule of the published port: Docker's own socket is what is left there.
  await host.exec(['sh', '-c', 'iptables -F; iptables -t nat -F'])
  const flushed = await judge({
    from: 'web',
    place: await host.container('web'),
    address: await addressOf('db'),
    port: 80,
  })
  expect({ id: flushed.cause?.id, path: flushed.path }).toEqual({ id: 'rules-flushed', path: flushed.path })
})
