import { NUD_FIXED, NUD_VALID } from '../routing/neighbour-state.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { recordedNeighbour } from './recorded.ts'

/** Key of a neighbour in `trial.neighbours`. */
export const neighbourKey = (device: Device, address: string): string =>
  `${device.space.netns}/${device.ifindex}/${address}`

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
    trial.neighbours.set(key, { mac, waiting: [], answers: [], failed: false })
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
  if (!learned.answers.includes(mac)) learned.answers.push(mac)
}
