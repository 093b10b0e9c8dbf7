import { configure } from './configure.ts'
import type { Space } from './space.ts'

export type Join = {
  /** The interface, the same on both sides. */
  readonly ifname: 'join0'
  readonly addresses: readonly [string, string]
  readonly addresses6: readonly [string, string]
}

/** Joins two hosts by a veth pair `join0` with an IPv4 and an IPv6 address on both sides. */
export const joinHosts = async (left: Space, right: Space): Promise<Join> => {
  const end = (n: 1 | 2): readonly string[] => [
    'link set join0 up',
    `addr add 192.0.2.${n}/24 dev join0`,
    `addr add 2001:db8:2::${n}/64 dev join0 nodad`,
  ]
  await configure(left.run, [
    { netns: left.netns, lines: [`link add name join0 type veth peer name join0 netns ${right.netns}`, ...end(1)] },
    { netns: right.netns, lines: end(2) },
  ])
  return { ifname: 'join0', addresses: ['192.0.2.1', '192.0.2.2'], addresses6: ['2001:db8:2::1', '2001:db8:2::2'] }
}
