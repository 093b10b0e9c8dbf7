import { describe, expect, test } from 'vitest'
import { joinProxies, parseProxy, readProxies } from '../../collectors/sockets/proxies.ts'
import type { SocketOwner, SocketRecord } from '../../collectors/sockets/record.ts'

const words = (line: string): string => `${line.split(' ').join('\0')}\0`

const plain = {
  pid: 7,
  protocol: 'tcp',
  hostAddress: '0.0.0.0',
  hostPort: 8080,
  containerAddress: '172.17.0.2',
  containerPort: 80,
}

describe('a proxy', () => {
  test.each([
    // 20.10 to 27
    '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    // 28 on
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80 -use-listen-fd',
    'docker-proxy -use-listen-fd -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -use-listen-fd=true -proto=tcp -host-ip=0.0.0.0 -host-port=8080 -container-ip=172.17.0.2 -container-port=80',
    'docker-proxy --proto=tcp --host-ip 0.0.0.0 --host-port 8080 --container-ip=172.17.0.2 --container-port 80 -x-of-tomorrow 5',
    // What is left out is the default.
    'docker-proxy -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    '/opt/bin/rootlesskit-docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
  ])('%s', (line) => {
    expect(parseProxy(words(line), 7)).toEqual(plain)
  })

  test('of UDP, SCTP and IPv6', () => {
    const rest = '-host-ip :: -host-port 53 -container-ip fd00::2 -container-port 5353'
    const proxy = { pid: 7, hostAddress: '::', hostPort: 53, containerAddress: 'fd00::2', containerPort: 5353 }
    for (const protocol of ['udp', 'sctp'])
      expect(parseProxy(words(`docker-proxy -proto ${protocol} ${rest}`), 7)).toEqual({ ...proxy, protocol })
  })

  test.each([
    '',
    'docker-proxy',
    'docker-proxy --version',
    'not-docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    'sh -c docker-proxy -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto icmp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto tcp -host-ip nowhere -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80800 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 0 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port -1 -container-ip 172.17.0.2 -container-port 80',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port',
  ])('is none: %s', (line) => {
    expect(parseProxy(words(line), 7)).toBe(null)
  })

  test('that has gone is none', () => {
    expect(readProxies('/nowhere', [1, 2])).toEqual([])
  })
})

test('a proxy has the socket of its own process on its port, or else the one on its address, that is not connected', () => {
  const proxy = parseProxy(words('docker-proxy -host-port 8080 -container-ip 172.17.0.2 -container-port 80'), 7)
  if (proxy === null) throw new Error('it is no proxy')
  const socket = (inode: number, port: number, more: Partial<SocketRecord> = {}): SocketRecord => ({
    netns: 'x',
    protocol: 'tcp',
    family: 'ipv4',
    state: 'listen',
    local: { address: '0.0.0.0', port },
    receiveQueue: 0,
    sendQueue: 0,
    uid: 0,
    inode,
    ...more,
  })
  const remote = { address: '10.0.0.1', port: 9 }
  const elsewhere = { address: '10.0.0.9', port: 8080 }
  const sockets = [
    socket(1, 8081),
    socket(2, 8080, { protocol: 'udp' }),
    socket(3, 8080, { state: 'established', remote }),
    socket(4, 8080, { local: elsewhere }),
    socket(5, 8080),
    socket(6, 8080),
  ]
  const owner = (inode: number, pid: number): [number, SocketOwner] => [inode, { inode, pid, command: 'docker-proxy' }]
  const owners = new Map([owner(1, 7), owner(2, 7), owner(3, 7), owner(4, 8), owner(5, 8), owner(6, 7)])
  expect(joinProxies([proxy], sockets, owners)).toEqual([{ ...proxy, inode: 6 }])
  expect(joinProxies([proxy], sockets, new Map())).toEqual([{ ...proxy, inode: 5 }])
  expect(joinProxies([proxy], sockets.slice(0, 4), owners)).toEqual([proxy])
})
