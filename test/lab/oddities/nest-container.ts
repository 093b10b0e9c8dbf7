import { configure } from '../configure.ts'
import { createNamespaces, openSpace, type Space } from '../space.ts'
import { sleepIn } from '../start-sleeper.ts'
import { bareAddress, nthAddress } from '../subnet.ts'

export type NestedContainer = Space & {
  readonly name: string
  readonly pid: number
  readonly addresses: readonly string[]
}

/**
 * A container inside a container: its `eth0` (index 2, as everywhere) has its other end, `vNAME`, in `outer`, which has the subnet's first
 * address and forwards. IPv4 only.
 */
export const nestContainer = async (outer: Space, spec: { name: string; subnet: string }): Promise<NestedContainer> => {
  const netns = `${outer.netns}-${spec.name}`
  const [gateway, address] = [nthAddress(spec.subnet, 1), nthAddress(spec.subnet, 2)]
  const end = `v${spec.name}`.slice(0, 15)
  await createNamespaces(outer.run, [netns])
  await configure(outer.run, [
    {
      netns: outer.netns,
      sysctls: { 'net/ipv4/ip_forward': '1' },
      lines: [
        `link add name ${end} up type veth peer name eth0 index 2 netns ${netns}`,
        `addr add ${gateway} dev ${end}`,
      ],
    },
    {
      netns,
      lines: [
        'link set lo up',
        'link set eth0 up',
        `addr add ${address} dev eth0`,
        `route add default via ${bareAddress(gateway)}`,
      ],
    },
  ])
  const pid = await sleepIn(outer.run, netns)
  return { ...openSpace(outer.run, netns), name: spec.name, pid, addresses: [bareAddress(address)] }
}
