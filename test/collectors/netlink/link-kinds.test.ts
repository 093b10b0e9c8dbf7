import { expect, test } from 'vitest'
import { joinedIfindex, joinsOf, linkKinds } from '../../../collectors/netlink/link-kinds/index.ts'
import { link } from '../../../collectors/netlink/messages/link.ts'
import { allCaptures } from '../../captures/all-captures.ts'

const links = new Map(
  allCaptures()
    .filter(({ folder }) => folder === 'link')
    .map(({ file, bytes }) => [file, link.decode(new DataView(bytes.buffer), 16, bytes.length - 16)]),
)

test.each([
  ['loopback', 'none', null],
  ['bridge', 'none', null],
  ['veth', 'peer', 10],
  ['veth-same-namespace', 'peer', 12],
  ['netkit', 'peer', 7],
  ['macvlan', 'lower', 10],
  ['macvlan-moved', 'lower', 10],
  ['vlan', 'lower', 2],
  ['gre', 'lower', 2],
  // Bound to no device: IFLA_LINK is 0.
  ['ip6tnl', 'lower', null],
  ['vxlan', 'lower', 10],
  ['vxlan-ipv6', 'lower', null],
  // IFLA_LINK is its own ifindex 21, in a namespace where that is another device.
  ['vxlan-moved', 'lower', 10],
  ['geneve', 'none', null],
  ['kind-of-tomorrow', 'none', null],
] as const)('%s joins %s, ifindex %s', (file, joins, ifindex) => {
  const record = links.get(`${file}.capture`)
  expect(joinsOf(record?.info?.link)).toBe(joins)
  expect(record && joinedIfindex(record)).toBe(ifindex)
})

test('the kind in the list is the word that the kernel uses', () => {
  expect(Object.entries(linkKinds).filter(([word, { kind }]) => word !== kind)).toEqual([])
})
