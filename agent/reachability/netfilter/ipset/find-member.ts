import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import { ipv4Number, read32 } from '../../packet/address-bytes.ts'
import { keyOf, type Members, sizedKey } from './members.ts'
import type { Subject } from './subject.ts'

/** `eth` of a wildcard is every name that begins so. */
const hasInterface = ({ interface: name = '', flags }: IpsetMember, wanted: string): boolean =>
  flags?.includes('wildcard') === true ? wanted.startsWith(name) : name === wanted

/** A bitmap is of a range of addresses. */
const isInRange = ({ set, type }: Members, bytes: Uint8Array, at: number): boolean => {
  const { address, addressTo } = set.options
  if (type.method !== 'bitmap' || address === undefined || addressTo === undefined) return true
  const number = read32(bytes, at)
  return number >= ipv4Number(address) && number <= ipv4Number(addressTo)
}

/**
 * The member that the packet is: of the smallest network that there is (mtype_test_cidrs, net/netfilter/ipset/ip_set_hash_gen.h). With
 * interfaces, members of a network keep larger networks from being looked at, also where their interface is another one.
 */
export const findMember = (members: Members, bytes: Uint8Array, subject: Subject): IpsetMember | null => {
  const { type, sizes, byKey, words } = members
  const hasAddress = type.dimensions.some((dimension) => dimension === 'ip' || dimension === 'net')
  const hasNames = type.dimensions.includes('iface')
  const isBitmap = type.method === 'bitmap'
  const whole = words * 32
  if (hasAddress && !isInRange(members, bytes, subject.firstAt)) return null
  const parts = isBitmap ? { ...subject, mac: '' } : subject
  const [first, second] = sizes
  for (let i = 0; i < first.prefixes.length; i++) {
    const one = sizedKey(bytes, subject.firstAt, first.masks[i] ?? [], first.prefixes[i] ?? whole)
    for (let j = 0; j < second.prefixes.length; j++) {
      const other = sizedKey(bytes, subject.secondAt, second.masks[j] ?? [], second.prefixes[j] ?? whole)
      const found = byKey.get(keyOf(type, one, other, parts))
      if (found === undefined) continue
      if (!hasNames) return found[0] ?? null
      return found.find((member) => hasInterface(member, subject.interface)) ?? null
    }
  }
  return null
}
