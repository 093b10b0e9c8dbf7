import type { Dumped } from '../../../collectors/dumped.ts'
import type { Neighbour } from '../../../collectors/netlink/messages/neighbour.ts'
import { finder } from '../../indexes/finder.ts'
import { remembered } from '../../indexes/remembered.ts'
import { NUD_FIXED, NUD_VALID } from '../routing/neighbour-state.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import type { LearnedNeighbour, Trial } from '../trial.ts'

/** NTF_PROXY, linux/neighbour.h: an address that we answer for. */
export const NTF_PROXY = 8

type Entry = Dumped<Neighbour>

const finderIn = remembered((neighbours: readonly Entry[]) => finder(neighbours, ({ destination }) => destination))

/** What a namespace has of an address, on all of its devices. */
const entriesOf = ({ neighbours }: Space, address: string): readonly Entry[] => finderIn(neighbours)(address)

const isProxy = ({ flags }: Entry): boolean => (flags & NTF_PROXY) !== 0

/** Key of a neighbour in `trial.neighbours`. */
export const neighbourKey = (device: Device, address: string): string =>
  `${device.space.netns}/${device.ifindex}/${address}`

/** What the snapshot knows of a neighbour; undefined without an entry. */
const recordedNeighbour = ({ space, ifindex }: Device, address: string): Entry | undefined =>
  entriesOf(space, address).find((entry) => entry.ifindex === ifindex && !isProxy(entry))

/**
 * Whether this host answers for the address on that device by an entry of its own (`ip neigh add proxy`): one of the device, or of all
 * (pneigh_lookup).
 */
export const isProxied = ({ space, ifindex }: Device, address: string): boolean =>
  entriesOf(space, address).some((entry) => isProxy(entry) && (entry.ifindex === ifindex || entry.ifindex === 0))

/** The hardware address that the kernel would use without asking; undefined where it has to ask. */
export const knownAddress = (trial: Trial, device: Device, address: string): string | undefined => {
  const learned = trial.neighbours.get(neighbourKey(device, address))
  if (learned !== undefined) return learned.mac ?? undefined
  const record = recordedNeighbour(device, address)
  return record !== undefined && (record.state & NUD_VALID) !== 0 ? record.address : undefined
}

/** Whether there is an entry at all, also one that has failed: only such a one is changed by what others say. */
const hasEntry = (trial: Trial, device: Device, address: string): boolean =>
  trial.neighbours.has(neighbourKey(device, address)) || recordedNeighbour(device, address) !== undefined

/** What others said while a neighbour was asked for, by its entry: who was first, only the moment decides. */
const answers = new WeakMap<LearnedNeighbour, string[]>()

/** The hardware addresses that claim to be a neighbour that is asked for. */
export const answersFor = (neighbour: LearnedNeighbour): readonly string[] => answers.get(neighbour) ?? []

/**
 * Takes note of where a neighbour is said to be (neigh_update, net/core/neighbour.c).
 * @param create also without an entry
 * @param override also where this walk has learned another address already (NEIGH_UPDATE_F_OVERRIDE; what the snapshot has is older
 * than `locktime`)
 */
export const learnNeighbour = (
  trial: Trial,
  device: Device,
  address: string,
  mac: string,
  { create, override }: { readonly create: boolean; readonly override: boolean },
): void => {
  if (!create && !hasEntry(trial, device, address)) return
  const key = neighbourKey(device, address)
  const learned = trial.neighbours.get(key)
  if (learned === undefined) {
    const record = recordedNeighbour(device, address)
    if (record !== undefined && (record.state & NUD_FIXED) !== 0) return
    if (record?.address === mac && (record.state & NUD_VALID) !== 0) return
    trial.neighbours.set(key, { mac, waiting: [], failed: false })
    return
  }
  if (learned.mac !== null) {
    if (override) learned.mac = mac
    return
  }
  if (learned.waiting.length === 0) {
    learned.mac = mac
    learned.failed = false
    return
  }
  const known = answers.get(learned)
  if (known === undefined) answers.set(learned, [mac])
  else if (!known.includes(mac)) known.push(mac)
}
