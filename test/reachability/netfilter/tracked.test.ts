import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../agent/reachability/netfilter/conntrack/connection.ts'
import {
  conntrackConfirm,
  conntrackIn,
  forgetConnection,
} from '../../../agent/reachability/netfilter/conntrack/hooks.ts'
import { connectionOf } from '../../../agent/reachability/netfilter/conntrack/table.ts'
import type { Context } from '../../../agent/reachability/netfilter/context.ts'
import {
  echoPacket,
  echoReplyTo,
  neighbourSolicitation,
  tcpAnswerTo,
  tcpPacket,
  udpPacket,
} from '../../../agent/reachability/packet/build.ts'
import { ACK, SYN } from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import type { Flows } from '../../../collectors/flows.ts'
import type { ConntrackEntry } from '../../../collectors/netfilter/conntrack/record.ts'
import { madeSpace, madeTrial, type SpacePlan } from './made-space.ts'

const contextOf = (trial: Trial, space: Space, packet: Packet): Context => ({
  trial,
  space,
  packet,
  family: 'ip',
  hook: 'prerouting',
  in: null,
  out: null,
  rule: null,
})

const through = (trial: Trial, space: Space, packet: Packet): string => {
  const context = contextOf(trial, space, packet)
  const verdict = conntrackIn(context)
  if (verdict !== 'accept') return verdict
  if (conntrackConfirm(context) !== 'accept') return 'not confirmed'
  const { connection, connectionState, direction } = packet
  return typeof connection === 'string' || connection === null ? `${connection}` : `${connectionState} ${direction}`
}

const ends = { source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 40_000, destinationPort: 80 }
const syn = (): Packet => tcpPacket({ label: 'SYN', ...ends, flags: SYN })

const entry = (over: Partial<ConntrackEntry>): ConntrackEntry => ({
  id: 1,
  family: 'ipv4',
  original: { ...ends, protocol: 6 },
  reply: { source: '10.0.0.2', destination: '10.0.0.1', sourcePort: 80, destinationPort: 40_000, protocol: 6 },
  originalZone: 0,
  replyZone: 0,
  status: ['seen_reply', 'assured', 'confirmed', 'src_nat_done', 'dst_nat_done'],
  timeout: 100,
  mark: 7,
  use: 1,
  state: 'established',
  originalCounters: null,
  replyCounters: null,
  ...over,
})

const flows = (over: Partial<Flows>): Flows => ({ netns: '1', entries: [], expectations: [], ...over })

const spaceWith = (plan: SpacePlan): readonly [Trial, Space] => [madeTrial(), madeSpace(plan)]

describe('what a packet is to conntrack', () => {
  test('through a handshake', () => {
    const [trial, space] = spaceWith({})
    const first = syn()
    expect(through(trial, space, first)).toBe('new original')
    const second = tcpAnswerTo(first, { label: 'SYN-ACK', flags: SYN | ACK })
    expect(through(trial, space, second)).toBe('established reply')
    const third = tcpAnswerTo(second, { label: 'ACK', flags: ACK })
    expect(through(trial, space, third)).toBe('established original')
    const { connection } = third
    expect(connection).toMatchObject({ tcpState: 'established', packets: { original: 2, reply: 1 } })
    expect(connection).toBe(first.connection)
  })

  test('is kept over lo, and forgotten elsewhere', () => {
    const [trial, space] = spaceWith({})
    const packet = syn()
    through(trial, space, packet)
    const { connection } = packet
    expect(through(trial, space, packet)).toBe('new original')
    expect(packet.connection).toBe(connection)
    forgetConnection(packet)
    expect(packet.connection).toBeNull()
  })

  test('without one', () => {
    const [trial, space] = spaceWith({})
    const solicitation = neighbourSolicitation({
      label: 'NS',
      source: 'fd00::1',
      mac: '02:00:00:00:00:01',
      target: 'fd00::2',
    })
    expect(through(trial, space, solicitation)).toBe('untracked')
    const echo = echoPacket({ label: 'echo', source: '10.0.0.1', destination: '10.0.0.2', identifier: 1 })
    expect(through(trial, space, echoReplyTo(echo))).toBe('invalid')
    const untracked = syn()
    untracked.connection = 'untracked'
    expect(through(trial, space, untracked)).toBe('untracked')
  })

  test('by an entry of the snapshot, which stays as it is', () => {
    const known = entry({})
    const [trial, space] = spaceWith({ flows: flows({ entries: [known] }) })
    const before = JSON.stringify(known)
    const packet = syn()
    expect(through(trial, space, packet)).toBe('established original')
    expect(packet.connection).toMatchObject({ mark: 7, entry: known, tcpState: 'established' })
    expect(packet.trail?.step.kind).toBe('conntrack')
    expect(packet.trail?.step.detail()).toBe(
      'belongs to the connection 10.0.0.1:40000 > 10.0.0.2:80, which is established: established, original direction',
    )
    expect(JSON.stringify(known)).toBe(before)
  })

  test('a new connection takes the place of one in time-wait', () => {
    const [trial, space] = spaceWith({ flows: flows({ entries: [entry({ state: 'time_wait' })] }) })
    const packet = syn()
    expect(through(trial, space, packet)).toBe('new original')
    expect((packet.connection as Connection).entry).toBeNull()
  })

  test('what no snapshot tells is asked for', () => {
    const asked: string[] = []
    for (const [answer, expected] of [
      [0, 'new original'],
      [1, 'established original'],
    ] as const) {
      const trial = madeTrial(({ key }) => {
        asked.push(key)
        return answer
      })
      const space = madeSpace({ flows: flows({ entries: [entry({ state: 'close' })] }) })
      expect(through(trial, space, syn())).toBe(expected)
    }
    expect(asked.length).toBe(2)
  })
})

describe('zones', () => {
  const inZone = (zone: number, zoneDirection?: 'original' | 'reply'): Packet => {
    const packet = syn()
    const template = connectionOf(entry({ status: ['template', 'confirmed'], originalZone: zone, replyZone: zone }))
    packet.connection = { ...template, ...(zoneDirection === undefined ? {} : { zoneDirection }) }
    return packet
  }

  test('keep connections with the same addresses apart', () => {
    const [trial, space] = spaceWith({})
    const [first, second] = [inZone(5), syn()]
    expect(through(trial, space, first)).toBe('new original')
    expect(through(trial, space, second)).toBe('new original')
    expect(second.connection).not.toBe(first.connection)
    const third = inZone(5)
    through(trial, space, third)
    expect(third.connection).toBe(first.connection)
  })

  test('of one direction', () => {
    const [trial, space] = spaceWith({})
    const first = inZone(5, 'original')
    expect(through(trial, space, first)).toBe('new original')
    const answer = tcpAnswerTo(first, { label: 'SYN-ACK', flags: SYN | ACK })
    expect(through(trial, space, answer)).toBe('established reply')
  })
})

describe('a full table', () => {
  const sysctls = { 'net.netfilter.nf_conntrack_max': 1 }
  const other = { ...ends, sourcePort: 1, protocol: 6 }

  test('of connections that all must be kept', () => {
    const [trial, space] = spaceWith({ flows: flows({ entries: [entry({ original: other })] }), sysctls })
    expect(through(trial, space, syn())).toBe('drop')
    expect(trial.losses.map(({ reason }) => reason)).toEqual(['conntrack-full'])
    expect(trial.losses[0]?.fact()).toContain('1 connections are tracked, and net.netfilter.nf_conntrack_max is 1')
  })

  test('lets known connections pass', () => {
    const [trial, space] = spaceWith({ flows: flows({ entries: [entry({})] }), sysctls })
    expect(through(trial, space, syn())).toBe('established original')
  })
})

test('what a helper expects belongs to its master', () => {
  const master = { ...ends, protocol: 6 }
  const expectation = {
    master,
    tuple: { source: '10.0.0.2', destination: '10.0.0.1', protocol: 6, sourcePort: 0, destinationPort: 5000 },
    mask: { source: '255.255.255.255', destination: '0.0.0.0', protocol: 6, sourcePort: 0, destinationPort: 65_535 },
    flags: 0,
    zone: 0,
    helper: 'ftp',
  }
  const plan = { flows: flows({ entries: [entry({})], expectations: [expectation as Flows['expectations'][number]] }) }
  const [trial, space] = spaceWith(plan)
  const data = (sourcePort: number): Packet =>
    tcpPacket({
      label: 'data',
      source: '10.0.0.2',
      destination: '10.0.0.1',
      sourcePort,
      destinationPort: 5000,
      flags: SYN,
    })
  const packet = data(20)
  expect(through(trial, space, packet)).toBe('related original')
  expect(packet.connection).toMatchObject({ mark: 7, helper: 'ftp' })
  // It was expected once.
  expect(through(trial, space, data(21))).toBe('new original')
})

test('two programs with one port both get answers, or one has to wait', () => {
  const [trial, space] = spaceWith({})
  const first = udpPacket({ label: 'first', ...ends })
  const second = udpPacket({ label: 'second', ...ends })
  for (const packet of [first, second]) conntrackIn(contextOf(trial, space, packet))
  expect(second.connection).not.toBe(first.connection)
  for (const packet of [first, second]) expect(conntrackConfirm(contextOf(trial, space, packet))).toBe('accept')
  expect(second.connection).toBe(first.connection)
})
