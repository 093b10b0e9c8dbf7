import { expect, test } from 'vitest'
import { addToSet, deleteFromSet } from '../../../agent/reachability/netfilter/ipset/change-set.ts'
import { lookUpInSet } from '../../../agent/reachability/netfilter/ipset/look-up.ts'
import { udpPacket } from '../../../agent/reachability/packet/build.ts'
import type { IpsetRecord } from '../../../collectors/ipsets.ts'
import { madeSpace, madeTrial } from '../netfilter/made-space.ts'

const made = (index: number, type: string, more: Partial<IpsetRecord> = {}): IpsetRecord => ({
  netns: '1',
  name: `s${index}`,
  index,
  type,
  revision: 0,
  family: type.startsWith('list') || type === 'hash:mac' ? 'unspecified' : 'ipv4',
  options: {},
  members: [],
  ...more,
})

const contextWith = (ipsets: readonly IpsetRecord[]) => {
  const packet = udpPacket({
    label: 'one',
    source: '10.1.2.3',
    destination: '10.9.8.7',
    sourcePort: 1000,
    destinationPort: 53,
    mark: 0x1234,
  })
  packet.link = { source: '02:00:00:00:00:05', destination: '02:00:00:00:00:06' }
  return {
    trial: madeTrial(),
    space: { ...madeSpace({}), ipsets },
    packet,
    family: 'ip' as const,
    hook: 'prerouting' as const,
    in: null,
    out: null,
    rule: null,
  }
}

const reference = (index: number, ...directions: ('src' | 'dst')[]) => ({
  index,
  directions,
  inverted: false,
  returnNoMatch: false,
})

/** Types that the kernel of the tests does not have. */
test.each<[string, IpsetRecord['members'][number], Partial<IpsetRecord>, ('src' | 'dst')[], boolean]>([
  ['hash:mac', { hardwareAddress: '02:00:00:00:00:05' }, {}, ['src'], true],
  ['hash:mac', { hardwareAddress: '02:00:00:00:00:05' }, {}, ['dst'], false],
  ['hash:ip,mac', { address: '10.1.2.3', hardwareAddress: '02:00:00:00:00:06' }, {}, ['src', 'dst'], true],
  ['hash:ip,mark', { address: '10.1.2.3', mark: 0x34 }, { options: { markMask: 0xff } }, ['src', 'src'], true],
  ['hash:ip,mark', { address: '10.1.2.3', mark: 0x34 }, {}, ['src', 'src'], false],
  ['hash:net,net', { address: '10.1.0.0', prefix: 16, address2: '10.9.8.0', prefix2: 24 }, {}, ['src', 'dst'], true],
  ['hash:net,net', { address: '10.1.0.0', prefix: 16, address2: '10.9.9.0', prefix2: 24 }, {}, ['src', 'dst'], false],
  [
    'hash:net,port,net',
    { address: '10.0.0.0', prefix: 8, protocol: 17, port: 53, address2: '10.9.8.7', prefix2: 32 },
    {},
    ['src', 'dst', 'dst'],
    true,
  ],
  ['hash:ip', { address: '10.0.2.0' }, { options: { bitmask: '255.0.255.0' } }, ['src'], true],
  ['hash:ip', { address: '10.1.2.3' }, {}, [], false],
])('%s with %o', (type, member, more, directions, isIn) => {
  const context = contextWith([made(0, type, { members: [member], ...more })])
  expect(lookUpInSet(context, reference(0, ...directions)).matched).toBe(isIn)
})

test('what a walk adds is there for its later packets, and for no other walk', () => {
  const sets = [
    made(0, 'hash:ip,port', { options: { maximum: 2 } }),
    made(1, 'hash:net', { members: [{ address: '10.1.0.0', prefix: 16, flags: ['nomatch'] }] }),
    made(2, 'list:set', { members: [{ set: 's0' }, { set: 's1' }] }),
  ]
  const context = contextWith(sets)
  const isIn = (index: number, ...sides: ('src' | 'dst')[]) => lookUpInSet(context, reference(index, ...sides)).matched
  expect(isIn(0, 'src', 'dst')).toBe(false)
  addToSet(context, reference(0, 'src', 'dst'))
  expect(isIn(0, 'src', 'dst')).toBe(true)
  expect(isIn(0, 'dst', 'dst')).toBe(false)
  addToSet(context, reference(0, 'dst', 'dst'))
  expect(isIn(2, 'dst', 'dst')).toBe(true)
  addToSet(context, reference(0, 'dst', 'src'))
  expect(isIn(0, 'dst', 'src'), 'the set is full').toBe(false)
  expect(lookUpInSet({ ...context, trial: madeTrial() }, reference(0, 'src', 'dst')).matched).toBe(false)
  deleteFromSet(context, reference(2, 'src', 'dst'))
  expect(isIn(0, 'src', 'dst')).toBe(false)
  // A network is as large as the largest number of bits that there is: here /16.
  expect(isIn(1, 'dst')).toBe(false)
  addToSet(context, reference(1, 'dst'))
  expect(isIn(1, 'dst')).toBe(true)
  expect(isIn(1, 'src'), 'nomatch').toBe(false)
})

test('what is not in the snapshot is not known', () => {
  const members = [{ address: '10.1.2.3' }]
  const context = contextWith([made(0, 'hash:ip', { members, membersLeftOut: 5 }), made(1, 'hash:new')])
  expect(lookUpInSet(context, reference(0, 'src')).matched).toBe(true)
  expect(lookUpInSet(context, reference(0, 'dst')).matched).toHaveProperty('unknown')
  expect(lookUpInSet(context, reference(1, 'dst')).matched).toHaveProperty('unknown')
  expect(lookUpInSet(context, reference(7, 'dst')).matched).toHaveProperty('unknown')
})
