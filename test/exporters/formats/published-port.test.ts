import { expect, test } from 'vitest'
import type { NodeOf } from '../../../agent/topology/graph.ts'
import type { Listener } from '../../../agent/topology/listeners.ts'
import { publishedPort } from '../../../exporters/formats/faults/published-port.ts'
import { GraphBuilder } from './graph-builder.ts'

const on = (address: string, port = 80, more: Partial<Listener> = {}): Listener => ({
  protocol: 'tcp',
  address,
  port,
  onlyIpv6: false,
  device: null,
  process: null,
  ...more,
})

interface Example {
  /** Of the container. */
  readonly listeners?: readonly Listener[] | null
  /** Of another one in the same namespace. */
  readonly beside?: readonly Listener[]
  readonly netns?: Partial<NodeOf<'netns'>>
  readonly state?: string
  /** Where port 8080 is published. */
  readonly ip?: string
}

const said = ({ listeners = [], beside = [], netns = {}, state = 'running', ip = '0.0.0.0' }: Example): string[] => {
  const build = new GraphBuilder()
  const place = build.netns(7, { listeners: listeners === null ? null : [], ...netns })
  const web = build.container('web', { netns: place, state, listeners })
  build.container('sidecar', { netns: place, networkMode: 'container:web', listeners: beside })
  build.publish(web, ip, 8080, 80)
  return [...publishedPort({ topology: build.graph, bridgeByNetwork: new Map(), engineSeen: true })].map(
    ({ key, level, text }) => `${key === web ? 'web' : key} ${level}: ${text}`,
  )
}

const nothing = ['web doubtful: nothing listens on 80/tcp']

test.each<[string, Example]>([
  ['any address', { listeners: [on('0.0.0.0')] }],
  ['any address of both families', { listeners: [on('::')] }],
  ['one address', { listeners: [on('172.18.0.2')] }],
  ['an address of IPv4 as IPv6 has it', { listeners: [on('::ffff:172.18.0.2')] }],
  ['IPv6 alone, for a port of IPv6', { listeners: [on('::', 80, { onlyIpv6: true })], ip: '::' }],
  ['IPv4 alone, for a port of IPv6 that a proxy serves', { listeners: [on('0.0.0.0')], ip: '::' }],
  ['another container of the namespace', { beside: [on('0.0.0.0')] }],
  ['somebody in the namespace who is no container’s', { netns: { listeners: [on('0.0.0.0')] } }],
])('no fault where it is heard by %s', (_, example) => {
  expect(said(example)).toEqual([])
})

test.each<[string, Example]>([
  ['nobody could look', { listeners: null }],
  ['rules may lead to another port', { netns: { redirects: true } }],
  ['the container is paused', { state: 'paused' }],
])('no fault where %s', (_, example) => {
  expect(said(example)).toEqual([])
})

test.each<[string, Example]>([
  ['nobody', {}],
  ['another port', { listeners: [on('0.0.0.0', 81)] }],
  ['another protocol', { listeners: [on('0.0.0.0', 80, { protocol: 'udp' })] }],
  ['IPv6 alone, for a port of IPv4', { listeners: [on('::', 80, { onlyIpv6: true })] }],
  ['an address of IPv6, for a port of IPv4', { listeners: [on('fd00::2')] }],
])('it is said that it is heard by %s', (_, example) => {
  expect(said(example)).toEqual(nothing)
})

test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s is heard by the container alone', (address) => {
  expect(said({ listeners: [on(address)], ip: '::' })).toEqual([
    'web doubtful: listens on 80/tcp for itself only, on its loopback address',
  ])
  expect(said({ listeners: [on(address), on('172.18.0.2')] })).toEqual([])
})

test('many ports are said in one sentence, each once', () => {
  const build = new GraphBuilder()
  const web = build.container('web', { netns: build.netns(7) })
  for (const ip of ['0.0.0.0', '::']) for (const port of [1, 2, 3, 4, 5, 6]) build.publish(web, ip, port, port)
  expect([...publishedPort({ topology: build.graph, bridgeByNetwork: new Map(), engineSeen: true })]).toEqual([
    { key: web, level: 'doubtful', text: 'nothing listens on 1/tcp, 2/tcp, 3/tcp and 3 more' },
  ])
})
