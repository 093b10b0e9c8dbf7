import { addressAt, bytesOfAddress } from '../../packet/address-bytes.ts'
import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { Context, HookVerdict } from '../context.ts'
import type { Manip, NatRange } from './range.ts'
import { setUpNat } from './set-up.ts'

/**
 * NETMAP: bits in which both addresses of the range agree come from it, the packet keeps the others of its address (netmap_tg4, netmap_tg6,
 * net/netfilter/xt_NETMAP.c; nft_nat_setup_netmap).
 */
export const netmap = (context: Context, range: NatRange, manip: Manip): HookVerdict => {
  const { minAddress, maxAddress } = range
  if (minAddress === undefined || maxAddress === undefined) return setUpNat(context, range, manip)
  const [first, last] = [bytesOfAddress(minAddress), bytesOfAddress(maxAddress)]
  const own = bytesOfAddress(manip === 'source' ? sourceOf(context.packet) : destinationOf(context.packet))
  const mapped = own.map((byte, i) => {
    const mask = ~((first[i] ?? 0) ^ (last[i] ?? 0))
    return ((first[i] ?? 0) & mask) | (byte & ~mask)
  })
  const address = addressAt(mapped, 0, mapped.length === 4 ? 'ipv4' : 'ipv6')
  return setUpNat(context, { ...range, minAddress: address, maxAddress: address }, manip)
}
