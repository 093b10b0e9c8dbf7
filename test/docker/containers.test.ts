import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DockerReading, readDocker } from '../../collectors/containers/docker.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { joinContainers, type ProcessSighting } from '../../collectors/containers/join.ts'
import type { Container } from '../../collectors/containers/record.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'

const image = 'lab/busybox'
let lab: Lab
let docker: DockerHost
let reading: DockerReading
let joined: readonly Container[]

const runs: readonly (readonly string[])[] = [
  ['run', '-d', '--name', 'plain', image],
  [
    'create',
    '--name',
    'created',
    '-p',
    '80',
    '-p',
    '8000-8010:81',
    '-p',
    '[::1]:82:82/udp',
    '-p',
    '83:83/sctp',
    '--restart=on-failure:3',
    image,
  ],
  ['run', '-d', '--name', 'paused', '--expose', '9', image],
  ['run', '-d', '--name', 'restarting', '--restart=always', image, 'false'],
  ['run', '--name', 'exited', image, 'true'],
  [
    'run',
    '-d',
    '--name',
    'published',
    '-p',
    '18080:80',
    '-p',
    '127.0.0.1:18081:81/udp',
    '-p',
    '18090-18092:90-92',
    '--expose=7',
    image,
  ],
  ['run', '-d', '--name', 'publish-all', '-P', '--expose', '80', '--expose', '53/udp', image],
  ['run', '-d', '--name', 'on-host', '--network=host', '--expose=80', image],
  ['run', '-d', '--name', 'without', '--network=none', image],
  ['run', '-d', '--name', 'sharing', '--network=container:plain', image],
  [
    'network',
    'create',
    '--subnet=10.99.1.0/24',
    '--ip-range=10.99.1.128/25',
    '--gateway=10.99.1.1',
    '--label=a=b',
    'one',
  ],
  [
    'network',
    'create',
    '--subnet=10.99.2.0/24',
    '--internal',
    '-o',
    'com.docker.network.bridge.name=two-br',
    '--ipv6',
    '--subnet=fd00:99::/64',
    'two',
  ],
  [
    'run',
    '-d',
    '--name',
    'both',
    '--network=one',
    '--network-alias=db',
    '--ip=10.99.1.130',
    '--hostname=inside',
    '--label=com.docker.compose.project=shop',
    '--label=com.docker.compose.service=db',
    '--label=x=y z',
    image,
  ],
  ['network', 'connect', '--alias=also', 'two', 'both'],
  ['run', '-d', '--name', 'linked', '--link=plain:friend', image],
  [
    'run',
    '-d',
    '--name',
    'limited',
    '--cpus=0.5',
    '--cpu-shares=512',
    '--cpuset-cpus=0',
    '--memory=64m',
    '--memory-reservation=32m',
    '--memory-swap=128m',
    '--pids-limit=50',
    image,
  ],
  ['run', '-d', '--name', 'healthy', '--health-cmd=true', '--health-interval=100ms', image],
  ['run', '-d', '--name', 'unhealthy', '--health-cmd=false', '--health-interval=100ms', '--health-retries=1', image],
  ['run', '-d', '--name', 'secret', '-e', 'TOKEN=canary', image],
  ['run', '-d', '--name', 'elsewhere', '--cgroup-parent=/PARENT', image],
]

const processes = (): readonly ProcessSighting[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return {
        pid: Number(name),
        startTicks: Number(fields[19]),
        netns: readlinkSync(`/proc/${name}/ns/net`),
        cgroup: readFileSync(`/proc/${name}/cgroup`, 'utf8'),
        comm: '',
      }
    } catch {
      return []
    }
  })

const eventually = async (check: () => Promise<boolean>) => {
  for (let turn = 0; turn < 100; turn += 1) {
    if (await check()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it did not come to pass within 10 s')
}

const ask = () => readDocker({ address: dockerAddress({ option: docker.dockerHost, environment: {}, home: '/none' }) })

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'records' })
  for (const run of runs) await docker.cli(...run.map((word) => word.replace('PARENT', `${lab.runId}/records/mine`)))
  await docker.cli('pause', 'paused')
  await eventually(async () => {
    const states = await docker.cli('ps', '-a', '--format', '{{.Names}} {{.Status}}')
    return (
      /^healthy.*\(healthy\)/m.test(states) && /\(unhealthy\)/.test(states) && /^restarting Restarting/m.test(states)
    )
  })
  // Every now and then it runs for a moment.
  await eventually(async () => {
    reading = await ask()
    return reading.containers.some(({ name, state }) => name === 'restarting' && state === 'restarting')
  })
  joined = joinContainers({ containers: reading.containers, processes: processes(), local: true }).containers
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const named = (name: string): Container => {
  const found = joined.find((container) => container.name === name)
  if (found === undefined) throw new Error(`no container ${name}`)
  return found
}

const inspected = async (name: string, format: string) => JSON.parse(await docker.cli('inspect', '-f', format, name))

const portsOf = (name: string) =>
  named(name).ports.map(({ hostIp, hostPort, hostPortEnd, containerPort, protocol }) => {
    const host =
      hostPort === undefined ? '' : `${hostIp}:${hostPort}${hostPortEnd === undefined ? '' : `-${hostPortEnd}`}>`
    return `${host}${containerPort}/${protocol}`
  })

describe('containers of a real engine', () => {
  it('are all there, without problems', async () => {
    expect(reading.problems).toEqual([])
    const names = (await docker.cli('ps', '-a', '--format', '{{.Names}}')).split('\n')
    expect(reading.containers.map(({ name }) => name).toSorted()).toEqual(
      names.filter((name) => !name.includes(',')).toSorted(),
    )
    expect(reading.engine).toMatchObject({
      address: docker.dockerHost,
      version: await docker.cli('version', '-f', '{{.Server.Version}}'),
    })
  })

  it.each([
    'plain',
    'created',
    'paused',
    'exited',
    'healthy',
    'unhealthy',
    'both',
    'limited',
    'published',
    'on-host',
    'sharing',
  ])('agree with docker inspect: %s', async (name) => {
    const json = await inspected(name, '{{json .}}')
    const record = named(name)
    expect(record).toMatchObject({
      id: json.Id,
      runtime: 'docker',
      image: json.Config.Image,
      imageId: json.Image,
      state: json.State.Status,
      pid: json.State.Pid,
      sandboxKey: json.NetworkSettings.SandboxKey,
      createdAt: json.Created,
      exitCode: json.State.ExitCode,
      restartCount: json.RestartCount,
      labels: json.Config.Labels,
      hostname: json.Config.Hostname,
      health: json.State.Health?.Status ?? 'none',
    })
    for (const { networkName, ...endpoint } of record.endpoints) {
      const expected = json.NetworkSettings.Networks[networkName]
      expect(endpoint).toMatchObject({
        networkId: expected.NetworkID,
        endpointId: expected.EndpointID,
        mac: expected.MacAddress,
        ipv4: expected.IPAddress,
        ipv6: expected.GlobalIPv6Address,
        aliases: expected.Aliases ?? [],
        ...(expected.DNSNames && { dnsNames: expected.DNSNames }),
      })
    }
    expect(record.endpoints).toHaveLength(Object.keys(json.NetworkSettings.Networks).length)
  })

  it('have states, exit codes and restart policies', () => {
    expect(named('created')).toMatchObject({
      state: 'created',
      startedAt: '',
      finishedAt: '',
      restartPolicy: 'on-failure:3',
    })
    expect(named('restarting')).toMatchObject({ state: 'restarting', exitCode: 1, restartPolicy: 'always', pid: 0 })
    expect(named('restarting').restartCount).toBeGreaterThan(0)
    expect(named('exited')).toMatchObject({ state: 'exited', exitCode: 0, pid: 0, netns: null, restartPolicy: 'no' })
    expect(named('exited').finishedAt).not.toBe('')
    expect(named('paused').state).toBe('paused')
  })

  it('have ports in every form', () => {
    expect(portsOf('created')).toEqual([':0>80/tcp', ':8000-8010>81/tcp', '::1:82>82/udp', ':83>83/sctp'])
    expect(portsOf('paused')).toEqual(['9/tcp'])
    expect(portsOf('on-host')).toEqual(['80/tcp'])
    const published = portsOf('published')
    expect(published).toEqual(
      expect.arrayContaining(['7/tcp', '0.0.0.0:18080>80/tcp', '127.0.0.1:18081>81/udp', '0.0.0.0:18092>92/tcp']),
    )
    expect(named('publish-all').publishAllPorts).toBe(true)
    expect(
      portsOf('publish-all').filter((port) => /:[1-9]\d*>(80\/tcp|53\/udp)$/.test(port)).length,
    ).toBeGreaterThanOrEqual(2)
  })

  it('have network modes, aliases, links, names and limits', async () => {
    const modes = ['plain', 'on-host', 'without', 'sharing', 'both'].map((name) => named(name).networkMode)
    expect(modes).toEqual(['bridge', 'host', 'none', `container:${named('plain').id}`, 'one'])
    const both = named('both')
    expect(both).toMatchObject({ project: 'shop', service: 'db', hostname: 'inside' })
    expect(both.endpoints.find(({ networkName }) => networkName === 'one')).toMatchObject({
      ipv4: '10.99.1.130',
      ipv4PrefixLength: 24,
      gateway: '10.99.1.1',
      aliases: expect.arrayContaining(['db']),
    })
    expect(both.endpoints.find(({ networkName }) => networkName === 'two')).toMatchObject({
      ipv6PrefixLength: 64,
      aliases: expect.arrayContaining(['also']),
      dnsNames: expect.arrayContaining(['also', 'both', 'inside']),
    })
    expect(named('linked').links).toEqual(['plain:friend'])
    expect(named('limited').limits).toEqual({
      nanoCpus: 500_000_000,
      cpuShares: 512,
      cpusetCpus: '0',
      memoryBytes: 64 * 2 ** 20,
      memoryReservationBytes: 32 * 2 ** 20,
      memorySwapBytes: 128 * 2 ** 20,
      pids: 50,
    })
    expect(named('plain').limits).toEqual({})
  })

  it('have the namespace of their process, found by its cgroup', async () => {
    const plain = named('plain')
    expect(plain.netns).toBe(readlinkSync(`/proc/${plain.pid}/ns/net`))
    expect(plain.cgroup).toMatch(new RegExp(`/docker/${plain.id}$`))
    expect(named('sharing').netns).toBe(plain.netns)
    expect(named('on-host').netns).toBe(readlinkSync(`/proc/${docker.pid}/ns/net`))
    expect(named('elsewhere').cgroup).toMatch(new RegExp(`/mine/${named('elsewhere').id}$`))
    expect(named('paused').netns).not.toBeNull()
    expect(named('created').netns).toBeNull()
  })

  it('are found without Docker, by their cgroups', () => {
    const found = joinContainers({ containers: [], processes: processes(), local: true }).containers
    const plain = named('plain')
    expect(found.find(({ id }) => id === plain.id)).toMatchObject({
      runtime: 'docker',
      state: 'unknown',
      name: plain.id.slice(0, 12),
      netns: plain.netns,
    })
  })

  it('never show their environment', () => {
    expect(JSON.stringify(reading)).not.toContain('canary')
  })
})

describe('networks of a real engine', () => {
  it('agree with docker network inspect', async () => {
    const all = JSON.parse(await docker.cli('network', 'inspect', ...reading.networks.map(({ id }) => id)))
    expect(
      reading.networks.map(({ id, name, driver, scope, internal }) => [id, name, driver, scope, internal]),
    ).toEqual(
      all.map((json: { [key: string]: unknown }) =>
        ['Id', 'Name', 'Driver', 'Scope', 'Internal'].map((key) => json[key]),
      ),
    )
  })

  it('have subnets and the bridge that is there', async () => {
    const found = Object.fromEntries(reading.networks.map((network) => [network.name, network]))
    expect(Object.keys(found).toSorted()).toEqual(['bridge', 'host', 'none', 'one', 'two'])
    expect(found['one']).toMatchObject({
      subnets: [{ subnet: '10.99.1.0/24', gateway: '10.99.1.1', ipRange: '10.99.1.128/25' }],
      labels: { a: 'b' },
    })
    expect(found['two']).toMatchObject({ internal: true, ipv6: true, bridge: 'two-br' })
    expect(found['bridge']?.bridge).toBe('docker0')
    expect(found['host']).not.toHaveProperty('bridge')
    const links = (await docker.exec(['ip', '-br', 'link', 'show', 'type', 'bridge'])).stdout
    for (const name of ['one', 'two', 'bridge']) expect(links).toContain(`${found[name]?.bridge} `)
  })
})

it('a stopped engine is a problem, and a restarted one is read again', async () => {
  const address = dockerAddress({ option: docker.dockerHost, environment: {}, home: '/none' })
  process.kill(docker.pid, 'SIGSTOP')
  try {
    const stopped = await readDocker({ address, callMilliseconds: 300 })
    expect(stopped.problems).toMatchObject([
      { kind: 'unavailable', message: expect.stringContaining('did not answer /version within 0.3 s') },
    ])
  } finally {
    process.kill(docker.pid, 'SIGCONT')
  }
  expect((await ask()).containers).toHaveLength(reading.containers.length)
})
