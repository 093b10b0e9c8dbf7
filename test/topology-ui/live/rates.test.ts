import { expect, test } from 'vitest'
import { ratesBetween } from '../../../topology-ui/src/live/rates.ts'

const counted = (counters: { [name: string]: number | string }) => [{ key: 'if:1/2', name: 'eth0', counters }]

test('rates are what was counted meanwhile by the seconds, also beyond 2^53', () => {
  const before = counted({ rxBytes: '9007199254740993', txBytes: 0, rxDropped: 1, txDropped: 2 })
  const after = counted({ rxBytes: '9007199254741993', txBytes: 500, rxDropped: 2, txDropped: 5 })
  expect([...ratesBetween(before, after, 2).values()]).toEqual([
    { name: 'eth0', receivedBits: 4000, sentBits: 2000, drops: 2 },
  ])
})

test('what was not there before, or went back, is not known', () => {
  const now = counted({ rxBytes: 5, txBytes: 5, rxDropped: 0, txDropped: 0 })
  expect(ratesBetween([], now, 2).get('if:1/2')).toMatchObject({ receivedBits: null, drops: null })
  expect(ratesBetween(counted({ rxBytes: 6, txBytes: 0 }), now, 2).get('if:1/2')).toMatchObject({
    receivedBits: null,
    sentBits: 20,
  })
})
