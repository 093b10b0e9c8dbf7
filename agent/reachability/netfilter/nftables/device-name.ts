import { remembered } from '../../../indexes/remembered.ts'
import type { Device } from '../../scene/device.ts'
import { paddedText } from './bytes.ts'

/** IFNAMSIZ */
export const nameLength = 16

const paddedName = remembered(({ name }: Device) => paddedText(name, nameLength))
const noName = new Uint8Array(nameLength)

/** A name as registers have it; of a missing device nothing but zeros (nft_meta_store_ifname). */
export const nameOf = (device: Device | null): Uint8Array => (device === null ? noName : paddedName(device))
