import { macBytes } from '../../../packet/address-bytes.ts'

/** Whether the hardware address at a place is this one, as far as the mask goes (ether_addr_equal_masked). */
export const maskedMac = (address: string, mask: string): ((bytes: Uint8Array, at: number) => boolean) => {
  const [wanted, bits] = [macBytes(address), macBytes(mask)]
  return (bytes, at) => {
    for (let i = 0; i < 6; i++) if ((((bytes[at + i] ?? 0) ^ (wanted[i] ?? 0)) & (bits[i] ?? 0)) !== 0) return false
    return true
  }
}
