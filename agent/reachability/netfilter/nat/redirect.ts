import { bytesOfAddress } from '../../packet/address-bytes.ts'
import { destinationOf, familyOf } from '../../packet/fields.ts'
import { packetText } from '../../packet/text.ts'
import { AF_INET6 } from '../../routing/constants.ts'
import { ipv4AddressesOf } from '../../routing/ipv4/addresses.ts'
import type { Device } from '../../scene/device.ts'
import type { Context, HookVerdict } from '../context.ts'
import { drop } from '../drop.ts'
import type { NatRange } from './range.ts'
import { setUpNat } from './set-up.ts'

/** IFA_F_*, linux/if_addr.h */
const OPTIMISTIC = 0x04
const TENTATIVE = 0x40

/**
 * REDIRECT: to this host itself; what comes from elsewhere to the first address of the device that it came by, what is sent here to
 * the loopback address (nf_nat_redirect_ipv4 and _ipv6, net/netfilter/nf_nat_redirect.c). A device without address: the packet has ended.
 */
export const redirect = (context: Context, range: NatRange): HookVerdict => {
  const { space, packet, hook, in: device } = context
  const isIpv6 = familyOf(packet) === 'ipv6'
  const loopback = isIpv6 ? '::1' : '127.0.0.1'
  const address =
    hook === 'output'
      ? loopback
      : device === null
        ? null
        : isIpv6
          ? ipv6AddressOf(device, packet)
          : (ipv4AddressesOf(space, device)[0]?.text ?? null)
  if (address !== null) return setUpNat(context, { ...range, minAddress: address, maxAddress: address }, 'destination')
  const where = device?.name ?? 'no device'
  return drop(
    context,
    'no-source-address',
    () => `${packetText(packet)} is to be redirected, and ${where} has no address`,
  )
}

/** By the scope in the address of a group (ipv6_addr_scope2type). */
const groupScopes: { readonly [scope: number]: number } = { 1: 0x10, 2: 0x20, 5: 0x40 }

/** Bits of an address' scope that must be shared (ipv6_addr_scope): loopback, link-local, site-local; 0: any will do. */
const scopeOf = (address: string): number => {
  if (address === '::1') return 0x10
  const [first = 0, second = 0] = bytesOfAddress(address)
  if (first === 0xff) return groupScopes[second & 0xf] ?? 0
  const top = ((first << 8) | second) & 0xffc0
  if (top === 0xfe80) return 0x20
  return top === 0xfec0 ? 0x40 : 0
}

const ipv6AddressOf = (device: Device, packet: Context['packet']): string | null => {
  const scope = scopeOf(destinationOf(packet))
  for (const record of device.space.addresses) {
    if (record.ifindex !== device.ifindex || record.family !== AF_INET6) continue
    const address = record.local ?? record.address
    const flags = record.flags ?? 0
    if (address === undefined || address.startsWith('::ffff:')) continue
    if ((flags & TENTATIVE) !== 0 && (flags & OPTIMISTIC) === 0) continue
    if (scope === 0 || (scopeOf(address) & scope) !== 0) return address
  }
  return null
}
