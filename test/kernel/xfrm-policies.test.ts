import { afterAll, beforeAll, expect, test } from 'vitest'
import { policyText } from '../../agent/reachability/ipsec/policy-text.ts'
import { sceneOf } from '../../agent/reachability/scene/scene-of.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type Lab, openLab, type PlainHost, type Space } from '../lab/lab.ts'
import { lookAtHost, namespaceAt, ownProblems, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print } from './print.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  const bridges = [{ name: 'br0', subnet: '10.1.0.0/24' }]
  const containers = ['a', 'plain'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({ name: 'xfrm', bridges, containers })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const lines = [
  'dir out src 10.0.0.0/8 dst 192.0.2.0/24 action block priority 4294967295',
  'dir in src 10.1.2.3 dst 0.0.0.0/0 proto tcp sport 5 dport 80 dev eth0 priority 7',
  'dir fwd src 0.0.0.0/0 dst 0.0.0.0/0 proto icmp type 8 code 0 action block',
  'dir fwd src ::/0 dst fe80::/10 proto 99 ptype sub',
  'dir out src 2001:db8::/32 dst 2001:db8::7 mark 3 mask 7 tmpl src 2001:db8::1 dst 2001:db8::2 proto esp reqid 7 mode tunnel',
  'dir in src 0.0.0.0/0 dst 198.51.100.0/25 if_id 5',
  'dir in src 0.0.0.0/0 dst 0.0.0.0/0 tmpl proto ah reqid 9 mode transport level use tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel',
]

const protocols: { readonly [protocol: number]: string } = { 50: 'esp', 51: 'ah' }

/** What we read, as `ip xfrm policy` prints it. */
const readOf = (snapshot: Snapshot, space: Space): string[] => {
  const devices = sceneOf(snapshot).space(namespaceAt(snapshot, space).id)?.devices ?? new Map()
  return recordsAt(snapshot, 'xfrmPolicies', space).map((policy) =>
    [
      policyText(policy, { devices }),
      ...(policy.templates ?? []).flatMap(({ source, destination, protocol, requestId, mode, optional }) => [
        `tmpl src ${source} dst ${destination} proto ${protocols[protocol]} reqid ${requestId} mode ${mode}`,
        ...(optional ? ['level use'] : []),
      ]),
    ].join(' '),
  )
}

const printedOf = async (space: Space): Promise<string[]> => {
  const printed = (await print(space, 'ip', 'xfrm', 'policy')).trim()
  return printed === '' ? [] : printed.split(/\n(?=src)/).map((one) => one.trim().replace(/\s+/g, ' '))
}

test('every policy is read as `ip xfrm policy` prints it, and nothing where there is none', async () => {
  const space = host.container('a')
  for (const line of lines) await print(space, 'ip', 'xfrm', 'policy', 'add', ...line.split(' '))
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  expect(ownProblems(snapshot)).toEqual([])
  const printed = await printedOf(space)
  expect(printed).toHaveLength(lines.length)
  expect(readOf(snapshot, space)).toEqual(printed)
  expect(recordsAt(snapshot, 'xfrmPolicies', host.container('plain'))).toEqual([])
})

test('a container is read at two looks and at thorough ones, where there is a bridge at each', async () => {
  using reader = await KernelReader.open()
  const root = narrowRoot(lab.runId)
  const look = (thorough: boolean): Promise<Snapshot> => lookAtHost({ root, thorough }, reader)
  const plain = host.container('plain')
  await look(true)
  await look(false)
  for (const space of [plain, host])
    await print(space, 'ip', 'xfrm', 'policy', 'add', ...'dir in src ::/0 dst ::/0'.split(' '))
  const quick = await look(false)
  expect([readOf(quick, plain).length, readOf(quick, host).length]).toEqual([0, 1])
  const whole = await look(true)
  expect([readOf(whole, plain).length, readOf(whole, host).length]).toEqual([1, 1])
})
