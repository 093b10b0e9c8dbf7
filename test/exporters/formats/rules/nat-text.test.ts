import { expect, test } from 'vitest'
import type { NatPort, NatReport, RuleRef } from '../../../../agent/firewall/nat/record.ts'
import { natText } from '../../../../exporters/formats/rules/nat-text.ts'
import { hostile } from '../../example-ids.ts'

const rule = (values: Partial<RuleRef>): RuleRef => ({
  backend: 'iptables-nft',
  family: 'ip',
  table: 'nat',
  chain: 'DOCKER',
  number: 3,
  handle: 12,
  text: '! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
  packets: 5,
  bytes: 300,
  ...values,
})

const none: NatPort['rules'] = { dnat: [], accept: [], masquerade: [], hairpin: [], direct: [] }
const proxied = { pid: 812, listening: true, containerAddress: '172.17.0.2', containerPort: 80 }

const port: NatPort = {
  protocol: 'tcp',
  hostAddress: '0.0.0.0',
  hostPort: 8080,
  declared: true,
  container: { id: 'a'.repeat(64), name: 'web', state: 'running' },
  containerAddress: '172.17.0.2',
  containerPort: 80,
  network: 'bridge',
  rules: {
    ...none,
    dnat: [rule({})],
    accept: [rule({ table: 'filter', number: 1, text: '-d 172.17.0.2/32 -j ACCEPT', packets: null, bytes: null })],
  },
  proxy: proxied,
  hostSocket: { address: '0.0.0.0', role: 'proxy', pid: 812, command: 'docker-proxy' },
  listener: { state: 'listening', address: '::', pid: 900, command: 'nginx' },
  faults: [],
}

const twin: NatPort = {
  ...port,
  hostAddress: '::',
  rules: none,
  proxy: { ...proxied, pid: 820 },
  hostSocket: { address: '::', role: 'proxy', pid: 820, command: 'docker-proxy' },
}

const report = (ports: readonly NatPort[], more: Partial<NatReport> = {}): NatReport => ({
  ports,
  stale: [],
  faults: [],
  ...more,
})
const lines = (shown: NatReport, columns = 160): readonly string[] =>
  natText(shown, { color: false, columns }).trimEnd().split('\n')

test('a port of both families is one block, with its rules and its sockets', () => {
  expect(lines(report([port, twin]))).toEqual([
    '0.0.0.0:8080/tcp  [::]:8080/tcp  → web 172.17.0.2:80  network bridge',
    '  dnat        ip nat DOCKER #3  5 packets, 300 bytes  ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    '  accept      ip filter DOCKER #1  -d 172.17.0.2/32 -j ACCEPT',
    '  host        docker-proxy (pid 812) on 0.0.0.0  to 172.17.0.2:80',
    '  host        docker-proxy (pid 820) on ::  to 172.17.0.2:80',
    '  container   nginx (pid 900) listens on [::]:80',
  ])
})

test('ports of different containers, addresses or protocols are blocks of their own', () => {
  const others: readonly Partial<NatPort>[] = [
    { hostAddress: '127.0.0.1' },
    { protocol: 'udp' },
    { hostPort: 8081 },
    { containerPort: 81 },
    { container: { id: 'b', name: 'api', state: 'running' } },
    { declared: false },
  ]
  for (const other of others)
    expect(lines(report([port, { ...port, ...other }])).filter((line) => line === '')).toHaveLength(1)
})

test('what is wrong comes first, with a mark and how to mend it', () => {
  const broken = {
    id: 'no-listener',
    level: 'broken',
    text: 'nothing listens on 80/tcp in web',
    remedy: 'start it',
  } as const
  const doubtful = { id: 'accept-missing', level: 'doubtful', text: 'it depends' } as const
  const shown = lines(
    report([
      { ...port, faults: [broken, doubtful] },
      { ...twin, faults: [broken] },
    ]),
  )
  expect(shown.slice(1, 4)).toEqual([
    '  ✗ nothing listens on 80/tcp in web  → start it',
    '  ! it depends',
    expect.stringMatching(/^ {2}dnat/),
  ])
  expect(shown.filter((line) => line.includes('✗'))).toHaveLength(1)
})

test('what concerns all comes before the ports', () => {
  const fault = { id: 'rules-missing', level: 'broken', text: 'no rules', remedy: 'systemctl restart docker' } as const
  expect(lines(report([port], { faults: [fault] })).slice(0, 3)).toEqual([
    '✗ no rules  → systemctl restart docker',
    '',
    expect.stringMatching(/^0\.0\.0\.0:8080/),
  ])
})

test('a stopped container has nothing to show', () => {
  const stopped: NatPort = {
    ...port,
    container: { id: 'a', name: 'web', state: 'exited' },
    containerAddress: null,
    network: null,
    rules: none,
    proxy: null,
    hostSocket: null,
    listener: { state: 'unknown' },
  }
  expect(lines(report([stopped]))).toEqual(['0.0.0.0:8080/tcp  → web port 80  exited'])
  const held = { address: '0.0.0.0', role: 'other', pid: 7, command: 'nginx' } as const
  expect(lines(report([{ ...stopped, hostSocket: held }]))).toContain('  host        nginx (pid 7) on 0.0.0.0')
})

test.each([
  [{ proxy: null, hostSocket: null }, 'host        no socket'],
  [{ hostSocket: null }, 'host        no socket  docker-proxy (pid 812) to 172.17.0.2:80'],
  [
    { proxy: null, hostSocket: { address: '0.0.0.0', role: 'engine', pid: 5, command: 'dockerd' } },
    'host        dockerd (pid 5) on 0.0.0.0  which only keeps the port',
  ],
  [
    { proxy: null, hostSocket: { address: '0.0.0.0', role: 'unknown', pid: null, command: null } },
    'host        an unknown process on 0.0.0.0',
  ],
  [{ listener: { state: 'none' } }, 'container   nothing listens on 80/tcp'],
  [{ listener: { state: 'unknown' } }, 'container   it is not known whether something listens'],
  [{ listener: { state: 'loopback-only', address: '127.0.0.1' } }, 'container   a process listens on 127.0.0.1:80'],
  [{ declared: false, container: null }, '→ 172.17.0.2:80  network bridge  by a rule only'],
] as const)('%j is said: %s', (values, expected) => {
  expect(natText(report([{ ...port, ...values }]), { color: false, columns: 160 })).toContain(expected)
})

test('what is left over comes last, with how to remove it', () => {
  const stale = [
    { rule: rule({ backend: 'iptables-legacy' }), proxy: null, reason: 'it leads nowhere', remedy: 'iptables -D' },
    { rule: null, proxy: proxied, reason: 'its container is gone', remedy: 'kill 812' },
  ]
  expect(lines(report([], { stale }), 200)).toEqual([
    'no published ports',
    '',
    'left over',
    '  !  ip nat DOCKER #3  legacy  5 packets, 300 bytes  ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80  it leads nowhere  → iptables -D',
    '  !  docker-proxy (pid 812)  its container is gone  → kill 812',
  ])
})

/** ECMA-48, as in exporters/formats/tree/paint.ts */
const painted = /\p{Cc}\[[\d;]*m/gu

test('without colours there is no escape, and names of others are safe with them', () => {
  const named = { ...port, container: { id: 'a', name: hostile, state: 'running' } }
  for (const color of [true, false]) {
    const text = natText(report([named]), { color })
    expect(text.replaceAll(painted, '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    expect(painted.test(text)).toBe(color)
  }
})

test('lines are as wide as asked for', () => {
  for (const line of lines(report([port, twin]), 80)) expect([...line].length).toBeLessThanOrEqual(80)
})
