import { configure } from './configure.ts'
import { createNamespaces, openSpace, type Space } from './space.ts'

/**
 * Joins a host to a new namespace "outside", by `uplink0` on both sides, with addresses from the ranges for documentation: the host
 * has 198.51.100.2 and 2001:db8:ffff::2, the outside the same with 1, and the host's default routes go there. Nothing lies beyond.
 */
export const addUplink = async (host: Space, ipv6: boolean): Promise<Space> => {
  const netns = `${host.netns}-world`
  await createNamespaces(host.run, [netns])
  const end = (n: number): readonly string[] => [
    'link set lo up',
    'link set uplink0 up',
    `addr add 198.51.100.${n}/24 dev uplink0`,
    ...(ipv6 ? [`addr add 2001:db8:ffff::${n}/64 dev uplink0 nodad`] : []),
  ]
  await configure(host.run, [
    {
      netns: host.netns,
      lines: [
        `link add name uplink0 type veth peer name uplink0 netns ${netns}`,
        ...end(2),
        'route add default via 198.51.100.1',
        ...(ipv6 ? ['route add default via 2001:db8:ffff::1'] : []),
      ],
    },
    { netns, lines: end(1) },
  ])
  return openSpace(host.run, netns)
}
