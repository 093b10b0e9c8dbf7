import { expect, test } from 'vitest'
import { ipsetWords, nftObjectWords } from '../../../../exporters/formats/rules/held-set.ts'

const owner = { family: 'ip', table: 't', handle: 5 }

const objects: readonly (readonly [object: object, head: readonly string[], members: readonly string[]])[] = [
  [
    {
      set: {
        ...owner,
        name: 's',
        type: 'ipv4_addr',
        flags: ['interval'],
        elem: ['10.0.0.1', { prefix: { addr: '10.1.0.0', len: 16 } }, { range: ['10.2.0.1', '10.2.0.9'] }],
      },
    },
    ['set s', 'ipv4_addr', '3 elements'],
    ['10.0.0.1', '10.1.0.0/16', '10.2.0.1-10.2.0.9'],
  ],
  [
    {
      set: {
        ...owner,
        name: 's',
        type: 'ipv4_addr',
        elem: [
          {
            elem: {
              val: '10.0.0.1',
              timeout: 60,
              expires: 7,
              comment: 'a b',
              counter: { packets: 1, bytes: 2n ** 60n },
            },
          },
        ],
      },
    },
    ['set s', 'ipv4_addr', '1 element'],
    [`10.0.0.1 packets 1 bytes ${2n ** 60n} timeout 60s expires 7s "a b"`],
  ],
  [
    {
      map: {
        ...owner,
        name: 'm',
        type: ['ipv4_addr', 'inet_service'],
        map: 'verdict',
        elem: [
          [{ concat: ['10.0.0.1', 80] }, { jump: { target: 'c' } }],
          [{ concat: ['10.0.0.2', 80] }, { drop: null }],
          ['*', { goto: { target: 'd' } }],
        ],
      },
    },
    ['map m', 'ipv4_addr . inet_service : verdict', '3 elements'],
    ['10.0.0.1 . 80 : jump c', '10.0.0.2 . 80 : drop', '* : goto d'],
  ],
  [{ set: { ...owner, name: 's', type: 'mark' } }, ['set s', 'mark', '0 elements'], []],
  [
    { set: { ...owner, name: 's', type: { typeof: 'x' }, elem: [{ odd: 2n ** 60n }] } },
    ['set s', '{"typeof":"x"}', '1 element'],
    [`{"odd":"${2n ** 60n}"}`],
  ],
  [
    { counter: { ...owner, name: 'c', packets: 1, bytes: 2n ** 60n } },
    ['counter c', `packets 1 bytes ${2n ** 60n}`],
    [],
  ],
  [
    { flowtable: { ...owner, name: 'f', hook: 'ingress', prio: 0, dev: ['eth0', 'eth1'] } },
    ['flowtable f', 'hook ingress prio 0 dev eth0, eth1'],
    [],
  ],
  [{ odd: 3 }, ['{"odd":3}'], []],
]

test.each(objects.map(([object, ...words]) => [words, object] as const))('%j', ([head, members], object) => {
  expect(nftObjectWords(object)).toEqual({ head, members, leftOut: 0 })
})

test('of many members the first ones are shown, and how many more there are', () => {
  const elem = Array.from({ length: 25 }, (_, at) => at)
  const { members, leftOut } = nftObjectWords({ set: { ...owner, name: 's', type: 'mark', elem } })
  expect([members.length, leftOut]).toEqual([20, 5])
  const set = { name: 's', index: 1, type: 'hash:ip', revision: 5, family: 'ipv4', options: {} } as const
  const held = ipsetWords({ ...set, members: elem.map((at) => ({ address: `10.0.0.${at}` })), membersLeftOut: 1000 })
  expect([held.members.length, held.leftOut, held.head]).toEqual([20, 1005, ['set s', 'hash:ip', '1025 members']])
})
