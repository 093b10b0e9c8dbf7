import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { type NatReport, natReportShape } from '../../../../agent/firewall/nat/record.ts'
import { portAt, reportOf, type TestHost } from './nat-scene.ts'

const rules = readFileSync('test/rulesets/iptables/docker-default.ipv4.rules', 'utf8')
const host: TestHost = {
  ipv4: rules,
  networks: [{ name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16'] }],
  containers: [{ name: 'web', network: 'bridge', addresses: ['172.17.0.2'], ports: ['0.0.0.0:8080 -> 80/tcp'] }],
  proxies: true,
}
/** The container has stopped, and everything of it was left behind. */
const leftBehind: TestHost = { ...host, containers: host.containers.map((web) => ({ ...web, state: 'exited' })) }

const ofRules = ({ stale }: NatReport): readonly string[] => stale.map(({ rule }) => `${rule?.chain} ${rule?.text}`)

test('what serves a running container is not left over', () => {
  expect(reportOf(host).stale).toEqual([])
  expect(reportOf({ ...host, containers: host.containers.map((web) => ({ ...web, state: 'paused' })) }).stale).toEqual(
    [],
  )
})

test('rules to an address that nobody has are', () => {
  const { stale } = reportOf(leftBehind)
  expect(stale.map(({ reason, remedy }) => [reason, remedy])).toEqual([
    ['it lets packets through to 172.17.0.2, which no running container has', 'iptables-legacy -D DOCKER 1'],
    ['it masquerades 172.17.0.2, which no running container has', 'iptables-legacy -t nat -D POSTROUTING 2'],
    ['it leads to 172.17.0.2, which no running container has', 'iptables-legacy -t nat -D DOCKER 2'],
  ])
  expect(stale[0]?.rule).toMatchObject({
    backend: 'iptables-legacy',
    family: 'ip',
    table: 'filter',
    chain: 'DOCKER',
    number: 1,
  })
})

test('and rules that keep others from it', () => {
  const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP\nCOMMIT\n'
  expect(ofRules(reportOf({ ...leftBehind, ipv4: raw }))).toEqual(['PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP'])
  expect(ofRules(reportOf({ ...host, ipv4: raw }))).toEqual([])
})

describe('an address is somebody’s', () => {
  const mine = {
    netns: 'vm',
    family: 2,
    prefixLength: 16,
    scope: 0,
    ifindex: 2,
    local: '172.17.0.2',
    address: '172.17.0.2',
  }
  const vm = { id: 'vm', inode: 7, names: ['vm'], pids: [], root: false, holder: 'name' } as const

  test('also when no engine knows of it', () => {
    const joined = { netns: 'vm', ifindex: 2, name: 'eth0', hardwareType: 1, flags: 1, link: 9, linkNetns: '1' }
    const { stale, ports } = reportOf({
      ...leftBehind,
      containers: [],
      change: ({ addresses, namespaces, links }) => ({
        addresses: [...addresses, mine],
        namespaces: [...namespaces, vm],
        links: [...links, joined],
      }),
    })
    expect(stale).toEqual([])
    expect(ports).toMatchObject([
      { declared: false, container: null, containerAddress: '172.17.0.2', containerPort: 80, network: 'bridge' },
    ])
  })

  test('but not when it is behind another engine', () => {
    const { stale } = reportOf({
      ...leftBehind,
      containers: [],
      change: ({ addresses, namespaces }) => ({ addresses: [...addresses, mine], namespaces: [...namespaces, vm] }),
    })
    expect(stale).toHaveLength(3)
  })

  test('when not all namespaces were seen, the engine still knows who is in its networks', () => {
    const unseen = { ...vm, id: 'hub:3', inode: null }
    const change: TestHost['change'] = ({ namespaces }) => ({ namespaces: [...namespaces, unseen] })
    expect(reportOf({ ...leftBehind, change }).stale).toHaveLength(3)
    const elsewhere = rules.replaceAll('172.17.0.2', '10.1.2.3')
    expect(reportOf({ ...leftBehind, ipv4: elsewhere }).stale).toHaveLength(2)
    expect(reportOf({ ...leftBehind, ipv4: elsewhere, change }).stale).toEqual([])
    // Balancers of a swarm have addresses that no container has.
    const swarm: TestHost['change'] = (snapshot) => ({
      ...change(snapshot),
      networks: [...snapshot.networks, ...snapshot.networks.map((one) => ({ ...one, subnets: [], ingress: true }))],
    })
    expect(reportOf({ ...leftBehind, change: swarm }).stale).toEqual([])
  })
})

test('rules of users may lead to machines elsewhere', () => {
  const own = (address: string): string =>
    `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination ${address}:80\nCOMMIT\n`
  expect(reportOf({ ...host, ipv4: own('10.9.9.9') }).stale).toEqual([])
  // In a network of the engine there are only containers.
  expect(reportOf({ ...host, ipv4: own('172.17.0.9') }).stale).toHaveLength(1)
  // The host itself has this one.
  expect(reportOf({ ...host, ipv4: own('172.17.0.1') }).stale).toEqual([])
})

test('rules of the embedded DNS server are not about containers', () => {
  const dns = readFileSync('test/rulesets/iptables/docker-dns.ipv4.rules', 'utf8')
  expect(reportOf({ ...host, ipv4: dns }).stale).toEqual([])
})

test('reports are as they are described', () => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(natReportShape.json)
  for (const report of [reportOf(host), reportOf(leftBehind), reportOf({ ...host, ipv4: '' })]) {
    validate(report)
    expect(validate.errors).toBeNull()
  }
  expect(validate({ ...reportOf(host), ports: [{}] })).toBe(false)
})

test('a proxy whose container is gone', () => {
  const change: TestHost['change'] = ({ portProxies }) => ({
    portProxies: portProxies.map((one) => ({ ...one, containerAddress: '172.17.0.66' })),
  })
  const { stale, ports } = reportOf({ ...host, change })
  expect(stale).toEqual([
    {
      rule: null,
      proxy: { pid: 3000, listening: true, containerAddress: '172.17.0.66', containerPort: 80 },
      reason: 'it leads 0.0.0.0:8080/tcp to 172.17.0.66, which no running container has',
      remedy: 'kill 3000',
    },
  ])
  expect(ports).toHaveLength(1)
})

test('ports of CNI plugins are told by their rules', () => {
  const report = reportOf({
    ipv4: readFileSync('test/rulesets/iptables/others.ipv4.rules', 'utf8'),
    networks: [],
    containers: [
      {
        name: 'pod',
        network: 'cni',
        addresses: ['10.88.0.5'],
        ports: [],
        listens: ['0.0.0.0:80/tcp'],
        runtime: 'containerd',
      },
    ],
    change: () => ({ engine: null }),
  })
  const port = portAt(report, '0.0.0.0:8085/tcp')
  expect(port).toMatchObject({
    declared: false,
    container: { name: 'pod' },
    containerAddress: '10.88.0.5',
    containerPort: 80,
    listener: { state: 'listening' },
    faults: [],
  })
  expect(port.rules.dnat.map(({ chain }) => chain)).toEqual(['CNI-DN-12ab34cd56ef78901234'])
  expect(report.faults).toEqual([])
})
