import type { Dumped } from '../../../collectors/dumped.ts'
import type { Neighbour } from '../../../collectors/netlink/messages/neighbour.ts'
import { finder } from '../../indexes/finder.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

/** NTF_PROXY, linux/neighbour.h: an address that we answer for. */
export const NTF_PROXY = 8

type Entry = Dumped<Neighbour>

const finderIn = remembered((neighbours: readonly Entry[]) => finder(neighbours, ({ destination }) => destination))

/** What a namespace has of an address, on all of its devices. */
const entriesOf = ({ neighbours }: Space, address: string): readonly Entry[] => finderIn(neighbours)(address)

const isProxy = ({ flags }: Entry): boolean => (flags & NTF_PROXY) !== 0

/** What the snapshot knows of a neighbour; undefined without an entry. */
export const recordedNeighbour = (
  { space, ifindex }: Pick<Device, 'space' | 'ifindex'>,
  address: string,
): Entry | undefined => entriesOf(space, address).find((entry) => entry.ifindex === ifindex && !isProxy(entry))

/**
 * Whether this host answers for the address on that device by an entry of its own (`ip neigh add proxy`): one of the device, or of all
 * (pneigh_lookup).
 */
export const isProxied = ({ space, ifindex }: Device, address: string): boolean =>
  entriesOf(space, address).some((entry) => isProxy(entry) && (entry.ifindex === ifindex || entry.ifindex === 0))
