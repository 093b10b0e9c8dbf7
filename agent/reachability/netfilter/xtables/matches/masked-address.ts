import { bytesOfAddress, read32 } from '../../../packet/address-bytes.ts'

/** Whether the address at a place is this one, as far as the mask goes. */
export type AddressTest = (bytes: Uint8Array, at: number) => boolean

/** Compares words of 32 bits; an address has one or four of them. */
export const maskedAddress = (address: string, mask: string): AddressTest => {
  const [wanted, masks] = [bytesOfAddress(address), bytesOfAddress(mask)]
  if (wanted.length === 4) {
    const [value, bits] = [read32(wanted, 0), read32(masks, 0)]
    return (bytes, at) => ((read32(bytes, at) ^ value) & bits) === 0
  }
  return (bytes, at) => {
    for (let i = 0; i < 16; i += 4) {
      if (((read32(bytes, at + i) ^ read32(wanted, i)) & read32(masks, i)) !== 0) return false
    }
    return true
  }
}
