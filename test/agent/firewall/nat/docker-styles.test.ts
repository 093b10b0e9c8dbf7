import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultIds, portAt, reportOf, type TestHost } from './nat-scene.ts'

const corpus = (name: string): string => readFileSync(`test/rulesets/iptables/${name}.rules`, 'utf8')

const bridge = 'com.docker.network.bridge'

/** What test/rulesets/docker-settings.ts asks of the engine. */
const networks: TestHost['networks'] = [
  { name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16'] },
  { name: 'custom', bridge: 'custom', subnets: ['192.0.2.0/24'] },
  { name: 'inner', bridge: 'inner', subnets: ['198.51.100.0/24'], internal: true },
  { name: 'noicc', bridge: 'noicc', subnets: ['203.0.113.0/24'], options: { [`${bridge}.enable_icc`]: 'false' } },
  {
    name: 'nomasq',
    bridge: 'nomasq',
    subnets: ['10.77.0.0/24'],
    options: { [`${bridge}.enable_ip_masquerade`]: 'false' },
  },
]

const both = (hostPort: number, inside: string): readonly string[] => [
  `0.0.0.0:${hostPort} -> ${inside}`,
  `[::]:${hostPort} -> ${inside}`,
]

const containersWith = (publish: (hostPort: number, inside: string) => readonly string[]): TestHost['containers'] => [
  { name: 'plain', network: 'bridge', addresses: ['172.17.0.2'], ports: publish(8000, '8000/tcp') },
  {
    name: 'web',
    network: 'custom',
    addresses: ['192.0.2.2'],
    ports: [
      ...publish(8080, '80/tcp'),
      ...publish(9090, '90/udp'),
      '127.0.0.1:8081 -> 81/tcp',
      ...[3000, 3001, 3002].flatMap((port) => publish(port, `${port}/tcp`)),
      ...publish(32_768, '82/tcp'),
      '192.0.2.1:8083 -> 83/tcp',
    ],
  },
  { name: 'hidden', network: 'inner', addresses: ['198.51.100.2'], ports: [] },
  { name: 'apart', network: 'noicc', addresses: ['203.0.113.2'], ports: publish(8444, '444/tcp') },
  { name: 'bare', network: 'nomasq', addresses: ['10.77.0.2'], ports: publish(8445, '445/tcp') },
]

const texts = (rules: readonly { readonly chain: string; readonly text: string }[]): readonly string[] =>
  rules.map(({ chain, text }) => `${chain} ${text}`)

describe('20.10 with userland proxy', () => {
  const report = reportOf({
    ipv4: corpus('docker-networks.ipv4'),
    networks,
    containers: containersWith(both),
    proxies: true,
  })

  test('nothing is wrong, and nothing is left over', () => {
    expect(faultIds(report)).toEqual([])
    expect(report.stale).toEqual([])
    expect(report.ports).toHaveLength(20)
  })

  test('a published port has its rules', () => {
    const { rules, network, containerAddress } = portAt(report, '0.0.0.0:8080/tcp')
    expect({ network, containerAddress }).toEqual({ network: 'custom', containerAddress: '192.0.2.2' })
    expect(texts(rules.dnat)).toEqual([
      'DOCKER ! -i custom -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80',
    ])
    expect(texts(rules.accept)).toEqual([
      'DOCKER -d 192.0.2.2/32 ! -i custom -o custom -p tcp -m tcp --dport 80 -j ACCEPT',
    ])
    expect(texts(rules.masquerade)).toEqual(['POSTROUTING -s 192.0.2.0/24 ! -o custom -j MASQUERADE'])
    expect(texts(rules.hairpin)).toEqual([
      'POSTROUTING -s 192.0.2.2/32 -d 192.0.2.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
    ])
    expect(rules.direct).toEqual([])
  })

  test('its proxy holds the port, and its program listens', () => {
    const { proxy, hostSocket, listener } = portAt(report, '0.0.0.0:8080/tcp')
    expect(proxy).toMatchObject({ listening: true, containerAddress: '192.0.2.2', containerPort: 80 })
    expect(hostSocket).toEqual({ address: '0.0.0.0', role: 'proxy', pid: proxy?.pid, command: 'docker-proxy' })
    expect(listener).toMatchObject({ state: 'listening', command: 'webd' })
  })

  test('of IPv6 there is only the proxy, which is enough', () => {
    const { rules, proxy, containerAddress } = portAt(report, '[::]:8080/tcp')
    expect(containerAddress).toBe('192.0.2.2')
    expect(rules).toEqual({ dnat: [], accept: [], masquerade: [], hairpin: [], direct: [] })
    expect(proxy?.listening).toBe(true)
  })

  test('a network without masquerade needs none', () => {
    const { rules } = portAt(report, '0.0.0.0:8445/tcp')
    expect(rules.masquerade).toEqual([])
    expect(rules.hairpin).toHaveLength(1)
  })

  test('ports are sorted', () => {
    const sorted = report.ports.map(({ hostPort }) => hostPort)
    expect(sorted).toEqual(sorted.toSorted((one, other) => one - other))
    expect(report.ports[0]?.hostAddress).toBe('0.0.0.0')
    expect(report.ports[1]?.hostAddress).toBe('::')
  })
})

describe('20.10 without userland proxy', () => {
  const report = reportOf({
    ipv4: corpus('docker-no-proxy.ipv4'),
    networks,
    containers: containersWith((port, inside) => [`0.0.0.0:${port} -> ${inside}`]),
    proxies: false,
  })

  test('nothing is wrong: dockerd only keeps the ports', () => {
    expect(faultIds(report)).toEqual([])
    expect(portAt(report, '0.0.0.0:8080/tcp')).toMatchObject({ proxy: null, hostSocket: { role: 'engine', pid: 50 } })
  })

  test('the host is masqueraded, too', () => {
    expect(texts(portAt(report, '0.0.0.0:8080/tcp').rules.masquerade)).toEqual([
      'POSTROUTING -s 192.0.2.0/24 ! -o custom -j MASQUERADE',
      'POSTROUTING -o custom -m addrtype --src-type LOCAL -j MASQUERADE',
    ])
  })

  test('a port on loopback is reached by its rule', () => {
    expect(portAt(report, '127.0.0.1:8081/tcp').rules.dnat).toHaveLength(1)
  })
})

test('20.10 with IPv6', () => {
  const report = reportOf({
    ipv4: corpus('docker-ipv6.ipv4'),
    ipv6: corpus('docker-ipv6.ipv6'),
    networks: [
      { name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16', 'fd00:17::/64'] },
      { name: 'six', bridge: 'six', subnets: ['192.0.2.0/24', 'fd00:18::/64'] },
    ],
    containers: [
      {
        name: 'web',
        network: 'six',
        addresses: ['192.0.2.2', 'fd00:18::2'],
        ports: [...both(8080, '80/tcp'), '[::1]:8081 -> 81/tcp'],
      },
      {
        name: 'plain',
        network: 'bridge',
        addresses: ['172.17.0.2', 'fd00:17::242:ac11:2'],
        ports: both(8082, '82/udp'),
      },
    ],
    proxies: true,
  })
  expect(faultIds(report)).toEqual([])
  expect(report.stale).toEqual([])
  const { rules, containerAddress } = portAt(report, '[::]:8080/tcp')
  expect(containerAddress).toBe('fd00:18::2')
  expect(Object.values(rules).map(({ length }) => length)).toEqual([1, 1, 1, 1, 0])
  expect(rules.dnat[0]).toMatchObject({ family: 'ip6', table: 'nat', chain: 'DOCKER' })
})

test('28: direct access is kept off, and trusted interfaces are excepted', () => {
  const report = reportOf({
    ipv4: corpus('docker-28.ipv4'),
    networks: [
      { name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16'] },
      { name: 'shop', bridge: 'bridge1', subnets: ['192.0.2.0/24'] },
      { name: 'docker_gwbridge', bridge: 'docker_gwbridge', subnets: ['172.18.0.0/16'] },
    ],
    containers: [
      {
        name: 'web',
        network: 'shop',
        addresses: ['192.0.2.2'],
        ports: [...both(8080, '80/tcp'), ...both(9090, '90/udp')],
      },
      { name: 'local', network: 'bridge', addresses: ['172.17.0.2'], ports: ['127.0.0.1:8081 -> 81/tcp'] },
      // Where the tasks of a swarm are balanced.
      { name: 'ingress_sbox', network: 'docker_gwbridge', addresses: ['172.18.0.2'], ports: [], runtime: 'none' },
    ],
    proxies: true,
    interfaces: ['trusted0'],
  })
  expect(faultIds(report)).toEqual(['0.0.0.0:8090/tcp no-listener'])
  expect(report.stale).toEqual([])
  expect(texts(portAt(report, '0.0.0.0:8080/tcp').rules.direct)).toEqual([
    'PREROUTING -d 192.0.2.2/32 ! -i bridge1 -j DROP',
  ])
  expect(texts(portAt(report, '127.0.0.1:8081/tcp').rules.direct)).toEqual([
    'PREROUTING -d 172.17.0.2/32 -i trusted0 -j ACCEPT',
    'PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP',
    'PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 8081 -j DROP',
  ])
  // No engine tells of the ports of services; the rule does.
  expect(portAt(report, '0.0.0.0:8090/tcp')).toMatchObject({ declared: false, containerAddress: '172.18.0.2' })
})

test('28.0.0: what goes to sets of networks may be let through', () => {
  const nat = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
`
  const report = reportOf({
    ipv4: `${corpus('docker-28.0.0.ipv4')}${nat}`,
    networks: networks.slice(0, 1),
    containers: [{ name: 'web', network: 'bridge', addresses: ['172.17.0.2'], ports: both(8080, '80/tcp') }],
    proxies: true,
  })
  expect(faultIds(report)).toEqual([])
  expect(portAt(report, '0.0.0.0:8080/tcp').rules.accept).toHaveLength(1)
})

test('29, with SNAT in place of masquerade, and IPv6', () => {
  const report = reportOf({
    ipv4: corpus('docker-29.ipv4'),
    ipv6: corpus('docker-29.ipv6'),
    networks: [
      { name: 'shop', bridge: 'bridge1', subnets: ['192.0.2.0/24'] },
      { name: 'six', bridge: 'six', subnets: ['10.6.0.0/24', 'fd00:18::/64'] },
    ],
    containers: [
      {
        name: 'web',
        network: 'shop',
        addresses: ['192.0.2.2'],
        ports: ['0.0.0.0:8080 -> 80/tcp', '127.0.0.1:8081 -> 81/tcp'],
      },
      { name: 'web6', network: 'six', addresses: ['10.6.0.2', 'fd00:18::2'], ports: ['[::]:8080 -> 80/tcp'] },
    ],
    proxies: true,
  })
  // What is published on loopback is reached from the host only, which needs no rule to be let in.
  expect(faultIds(report)).toEqual([])
})
