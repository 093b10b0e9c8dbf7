import { afterAll, beforeAll, expect, test } from 'vitest'
import { NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { SocketOwners } from '../../collectors/sockets/owners.ts'
import { joinProxies, readProxies } from '../../collectors/sockets/proxies.ts'
import { readSockets } from '../../collectors/sockets/read-sockets.ts'
import type { PortProxy, SocketOwner, SocketRecord } from '../../collectors/sockets/record.ts'
import { type DockerContainer, type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { markedProcesses } from '../lab/marked-processes.ts'
import { type CountersHub, openCountersHub } from './counters-scene.ts'

let lab: Lab
let hub: CountersHub
let host: DockerHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.dockerHost({ name: 'proxies' })
  hub = openCountersHub()
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const socketsIn = (place: DockerHost | DockerContainer): readonly SocketRecord[] =>
  hub.inside({ ...host, path: place.path }, NETLINK_SOCK_DIAG, (connection) =>
    readSockets(connection, { netns: 'x', files: `/proc/${place.pid}/net` }),
  )

const ownersOf = (sockets: readonly SocketRecord[], pids: readonly number[]): ReadonlyMap<number, SocketOwner> =>
  new SocketOwners('/proc').find({
    sought: [{ inodes: sockets.map(({ inode }) => inode), pids }],
    everyone: () => markedProcesses(lab.runId),
    mostDescriptors: 100_000,
    thorough: false,
  }).owners

const line = (proxy: PortProxy): string =>
  `${proxy.hostAddress}:${proxy.hostPort}/${proxy.protocol} ${proxy.containerAddress}:${proxy.containerPort}`

test('proxies are the ports that docker publishes, each with the socket on which it listens', async () => {
  const publish = ['-p', '8080:80', '-p', '127.0.0.1:8081:81/tcp', '-p', '8053:53/udp']
  await host.cli('run', '-d', '--name', 'web', ...publish, 'lab/busybox', 'sleep', '1000')
  const address = await host.cli('inspect', '-f', '{{.NetworkSettings.IPAddress}}', 'web')
  const printed = (await host.cli('port', 'web')).split('\n').map((text) => {
    const [, port, protocol, at] = /^(\d+)\/(\w+) -> (.*)$/.exec(text) ?? []
    return `${at?.replace('[::]', '::')}/${protocol} ${address}:${port}`
  })
  const sockets = socketsIn(host)
  const owners = ownersOf(sockets, [host.pid])
  const proxies = joinProxies(readProxies('/proc', markedProcesses(lab.runId)), sockets, owners)
  expect(proxies.map(line).toSorted()).toEqual(printed.toSorted())
  expect(proxies.length).toBeGreaterThanOrEqual(3)
  for (const { inode, pid, hostPort, protocol, hostAddress } of proxies) {
    const socket = sockets.find((one) => one.inode === inode)
    expect(owners.get(inode ?? 0)).toMatchObject({ pid, command: 'docker-proxy' })
    expect(socket).toMatchObject({ protocol, local: { address: hostAddress, port: hostPort } })
  }
  expect(joinProxies(proxies, [], owners).map(line)).toEqual(proxies.map(line))
})

test("the engine's name server inside a container belongs to the engine", async () => {
  await host.cli('network', 'create', 'own')
  await host.cli('run', '-d', '--name', 'named', '--network', 'own', 'lab/busybox', 'nc', '-l', '-p', '7000')
  const container = await host.container('named')
  const listening = (): readonly SocketRecord[] => socketsIn(container)
  await expect.poll(() => listening().length).toBe(3)
  const owners = ownersOf(listening(), [container.pid])
  const told = listening().map(({ protocol, local, inode }) => {
    const { pid, command, container: id } = owners.get(inode) ?? {}
    return [protocol, local.address, pid, command, id]
  })
  expect(new Set(told)).toEqual(
    new Set([
      ['tcp', '127.0.0.11', host.pid, 'dockerd', undefined],
      ['udp', '127.0.0.11', host.pid, 'dockerd', undefined],
      ['tcp', '::', container.pid, 'nc', container.id],
    ]),
  )
})
