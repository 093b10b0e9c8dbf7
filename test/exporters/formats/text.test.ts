import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { text } from '../../../exporters/formats/text.ts'
import { expectGolden } from './golden.ts'
import { hostileTopology } from './hostile-topology.ts'
import { hostile, sampleTopology } from './sample-topology.ts'

const { topology, options } = sampleTopology()
const shown = await text.render(topology, options)

test('the sample is shown as it was', () => {
  expectGolden('sample.txt', shown)
})

test('the sample in colour is shown as it was', async () => {
  expectGolden('sample-color.txt', await text.render(topology, { ...options, color: true }))
})

/** ECMA-48: ESC `[`, parameters, `m`. */
const colors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]+m`, 'g')

test('colour adds nothing but colour', async () => {
  const colored = await text.render(topology, { ...options, color: true })
  expect(colored.replaceAll(colors, '')).toBe(shown)
})

test('every interface, container and network of the graph can be found', () => {
  topology.forEachNode((key, attributes) => {
    if (attributes.kind === 'interface' || attributes.kind === 'container' || attributes.kind === 'network')
      if (attributes.name !== hostile) expect(shown, key).toContain(attributes.name)
  })
})

test.each([60, 80, 100, 120, 200])('no line is longer than %i columns', async (columns) => {
  for (const line of (await text.render(topology, { ...options, columns })).split('\n'))
    expect([...line].length).toBeLessThanOrEqual(columns)
})

describe('what is broken is said', () => {
  test.each([
    "vethdb.*\n.*✗ is on no bridge: db's network backend is br-backend",
    'vethcache.*⇄ cache eth0.*✗ is down',
    'lost .*running.*\n(.*\n)?.*✗ has 172.18.0.7 on network shop, says Docker',
    'worker .*restarting.*✗ keeps restarting',
    'asleep .*paused',
    'gone .*✗ has no bridge, but is used by orphan',
    'eth9 .*✗ is up, but has no carrier',
    'tap0 .*✗ is blocked by the spanning tree protocol',
    'vethalone .*! has another end that could not be seen',
    'veth2222222(.*\n)?.*! has mtu 1400, its other end 1500  ! is learning, not yet forwarding',
    'db .*\n.*✗ see vethdb',
    'web .*(\n.*){3}! nothing listens on 4002/tcp',
    '! listens on 4001/tcp for itself only, on its loopback address',
    '^✗ 11 broken: ',
  ])('%s', (pattern) => {
    expect(shown).toMatch(new RegExp(pattern, 'm'))
  })
})

test('whatever somebody chose as a name, nothing but our own line ends reaches the terminal', async () => {
  await fc.assert(
    fc.asyncProperty(hostileTopology, async (sample) => {
      const screen = await text.render(sample.topology, sample.options)
      expect(screen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }),
  )
})
