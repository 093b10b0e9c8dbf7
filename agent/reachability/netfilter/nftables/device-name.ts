import type { Device } from '../../scene/device.ts'
import { paddedText } from './bytes.ts'

/** IFNAMSIZ */
export const nameLength = 16

const names = new WeakMap<Device, Uint8Array>()
const noName = new Uint8Array(nameLength)

/** A name as registers have it; of a missing device nothing but zeros (nft_meta_store_ifname). */
export const nameOf = (device: Device | null): Uint8Array => {
  if (device === null) return noName
  const known = names.get(device)
  if (known !== undefined) return known
  const name = paddedText(device.name, nameLength)
  names.set(device, name)
  return name
}
