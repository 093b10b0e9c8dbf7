import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragmentsOf } from '../../../agent/reachability/ip/fragment.ts'
import { reassemble } from '../../../agent/reachability/ip/reassemble.ts'
import { udpPacket } from '../../../agent/reachability/packet/build.ts'
import { fragmentOffsetOf, isFragment } from '../../../agent/reachability/packet/fields.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'

const ends = {
  ipv4: { source: '10.9.0.2', destination: '10.9.0.3' },
  ipv6: { source: 'fd00:9::2', destination: 'fd00:9::3' },
}

test('fragments fit, and make the same packet again in any order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('ipv4', 'ipv6'),
      fc.uint8Array({ minLength: 1500, maxLength: 9000 }),
      fc.integer({ min: 1280, max: 1500 }),
      fc.infiniteStream(fc.nat()),
      (family, payload, mtu, order) => {
        const packet = udpPacket({
          ...ends[family],
          label: 'datagram',
          sourcePort: 4000,
          destinationPort: 53,
          payload,
          dontFragment: false,
        })
        const fragments = fragmentsOf(packet, mtu)
        for (const fragment of fragments) expect(fragment.bytes.length).toBeLessThanOrEqual(mtu)
        expect(fragments.map(fragmentOffsetOf)).toEqual(
          fragments.map((_, at) => at * ((mtu - (family === 'ipv4' ? 20 : 48)) & ~7)),
        )
        expect(fragments.every(isFragment)).toBe(true)
        const shuffled = fragments
          .map((fragment) => ({ fragment, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
        const trial = newTrial({} as Scene)
        const whole = shuffled.map(({ fragment }) => reassemble(trial, { netns: '1' } as Space, fragment))
        expect(whole.slice(0, -1).every((none) => none === null)).toBe(true)
        expect(whole.at(-1)?.bytes).toEqual(packet.bytes)
        expect(whole.at(-1)?.protocol).toBe(17)
      },
    ),
    { numRuns: 300 },
  )
})
