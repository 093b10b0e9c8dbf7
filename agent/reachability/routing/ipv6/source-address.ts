import { remembered } from '../../../indexes/remembered.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { AF_INET6, IFA_F_OPTIMISTIC, IFA_F_TENTATIVE } from '../constants.ts'
import { vrfIndexOf } from '../vrf.ts'
import { type AddressKind, equalBits, kindOf, samePrefix } from './kind.ts'

/** IFA_F_*, linux/if_addr.h */
const IFA_F_TEMPORARY = 1
const IFA_F_DEPRECATED = 0x20

const LINK_SCOPE = 2

/** An address that may be a source. */
interface Candidate {
  readonly text: string
  readonly kind: AddressKind
  readonly device: Device
  readonly prefixLength: number
  readonly flags: number
}

const candidatesOf = remembered((space: Space): ReadonlyMap<number, readonly Candidate[]> => {
  const candidates = new Map<number, Candidate[]>()
  for (const record of space.addresses) {
    const text = record.local ?? record.address
    const device = space.devices.get(record.ifindex)
    if (record.family !== AF_INET6 || text === undefined || device === undefined) continue
    const flags = record.flags ?? 0
    const isTentative = (flags & IFA_F_TENTATIVE) !== 0 && (flags & IFA_F_OPTIMISTIC) === 0
    const kind = kindOf(text)
    if (isTentative || kind.isAny || kind.isMulticast) continue
    const siblings = candidates.get(record.ifindex) ?? []
    candidates.set(record.ifindex, siblings)
    siblings.push({ text, kind, device, prefixLength: record.prefixLength, flags })
  }
  return candidates
})

/** Whether a device has the address and it is not tentative (ipv6_chk_addr, net/ipv6/addrconf.c). */
export const hasIpv6 = (space: Space, device: Device, address: string): boolean =>
  (candidatesOf(space).get(device.ifindex) ?? []).some(({ text }) => text === address)

interface Wanted {
  readonly address: string
  readonly kind: AddressKind
  readonly device: Device | null
  readonly label: number
}

/** ipv6_dev_get_saddr with the rules of RFC 6724, section 5, as the kernel has them. */
export const selectIpv6 = (space: Space, device: Device | null, destination: string): string | null => {
  const kind = kindOf(destination)
  const wanted: Wanted = { address: destination, kind, device, label: labelOf(kind) }
  const all = candidatesOf(space)
  const of = (one: Device): readonly Candidate[] => all.get(one.ifindex) ?? []
  const isOwnLinkOnly = device !== null && (kind.isMulticast || kind.scope <= LINK_SCOPE)
  if (isOwnLinkOnly) return best([of(device)], wanted)?.text ?? null
  const vrf = device === null ? 0 : vrfIndexOf(device)
  const domain = [...space.devices.values()].filter((other) => vrfIndexOf(other) === vrf)
  // In a VRF the device itself and its master come first, which decides among equals (ipv6_get_saddr_master).
  const near = vrf === 0 || device === null ? [] : [device, ...domain.filter(({ ifindex }) => ifindex === vrf)]
  return best([...near, ...domain].map(of), wanted)?.text ?? null
}

/** __ipv6_dev_get_saddr: a later one must be better by the first rule that tells them apart. */
const best = (lists: readonly (readonly Candidate[])[], wanted: Wanted): Candidate | null => {
  let highest: Candidate | null = null
  for (const list of lists)
    for (const candidate of list) if (highest === null || isBetter(candidate, highest, wanted)) highest = candidate
  return highest
}

const isBetter = (candidate: Candidate, highest: Candidate, wanted: Wanted): boolean => {
  for (const rule of rules) {
    const difference = rule(candidate, wanted) - rule(highest, wanted)
    if (difference !== 0) return difference > 0
  }
  return false
}

type ScoreRule = (candidate: Candidate, wanted: Wanted) => number

const scopeDistance: ScoreRule = ({ kind }, wanted) =>
  kind.scope >= wanted.kind.scope ? -kind.scope : kind.scope - 128

/** IPV6_SADDR_RULE_* (net/ipv6/addrconf.c); a higher number is better. Home addresses are not built into most kernels. */
const rules: readonly ScoreRule[] = [
  ({ text }, { address }) => Number(text === address),
  scopeDistance,
  ({ kind, flags }) => Number(kind.isPreferredAnyway || (flags & (IFA_F_DEPRECATED | IFA_F_OPTIMISTIC)) === 0),
  ({ device }, wanted) => Number(wanted.device === null || wanted.device === device),
  ({ kind }, { label }) => Number(labelOf(kind) === label),
  // Temporary addresses are preferred only where `use_tempaddr` is 2.
  ({ flags }) => Number((flags & IFA_F_TEMPORARY) === 0),
  ({ kind }, wanted) => Number(isOrchid(kind) === isOrchid(wanted.kind)),
  ({ kind, prefixLength }, wanted) => Math.min(equalBits(kind.number, wanted.kind.number), prefixLength),
  ({ flags }) => Number((flags & IFA_F_OPTIMISTIC) === 0),
]

/** RFC 4843 */
const isOrchid = ({ number }: AddressKind): boolean => number >> 100n === 0x2001001n

/** ip6addrlbl_init_table (net/ipv6/addrlabel.c), the longest prefix first. What `ip addrlabel` changed is not known. */
const labels: readonly (readonly [prefix: bigint, length: number, label: number])[] = [
  [1n, 128, 0],
  [0xffff00000000n, 96, 4],
  [0n, 96, 3],
  [0x2001n << 112n, 32, 6],
  [0x2001001n << 100n, 28, 7],
  [0x2002n << 112n, 16, 2],
  [0x3ffen << 112n, 16, 12],
  [0xfec0n << 112n, 10, 11],
  [0xfcn << 120n, 7, 5],
]

const labelOf = remembered(
  ({ number }: AddressKind): number => labels.find(([prefix, length]) => samePrefix(number, prefix, length))?.[2] ?? 1,
)
