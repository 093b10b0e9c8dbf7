import type { IpEntry } from '../../../../collectors/netfilter/xtables/record.ts'
import { addressMask, addressOf, bigEndian, interfaceOf } from './bytes.ts'
import { type Comparison, Draft, isInverted, unknownComparison, unmasked, type Writable } from './draft.ts'
import { compareMeta, hopsOf } from './meta-matches.ts'
import { compareTransport } from './ports.ts'

type IpFamily = 'ipv4' | 'ipv6'
type IpDraft = Draft<Writable<IpEntry>>

/** Where the fields of struct iphdr and struct ip6_hdr are that iptables compares. */
const headers = {
  ipv4: { source: 12, destination: 16, protocol: 9, hops: 8, none: '0.0.0.0' },
  ipv6: { source: 8, destination: 24, protocol: 6, hops: 7, none: '::' },
} as const
/** Flags and offset of a fragment, struct iphdr; the offset is the lower 13 bits. */
const fragmentAt = 6
const fragmentMask = '1fff'

export const newIpDraft = (family: IpFamily): IpDraft => {
  const { none } = headers[family]
  return new Draft({
    source: none,
    sourceMask: none,
    destination: none,
    destinationMask: none,
    inInterface: '',
    outInterface: '',
    protocol: 0,
    fragment: false,
    invert: {
      inInterface: false,
      outInterface: false,
      source: false,
      destination: false,
      fragment: false,
      protocol: false,
      trafficClass: false,
    },
  })
}

const compareProtocol = ({ op, data, mask }: Comparison, draft: IpDraft): void => {
  unmasked(mask)
  draft.once('the protocol')
  draft.entry.protocol = bigEndian(data, 1)
  draft.entry.invert.protocol = isInverted(op)
}

const compareInterface = (key: 'inInterface' | 'outInterface', comparison: Comparison, draft: IpDraft): void => {
  const { op, data, mask } = comparison
  unmasked(mask)
  draft.once(key === 'inInterface' ? 'the interface of entry' : 'the interface of exit')
  const { name, invert } = interfaceOf(data, isInverted(op))
  draft.entry[key] = name
  draft.entry.invert[key] = invert
}

const compareHeader = (family: IpFamily, comparison: Comparison, draft: IpDraft): void => {
  const { loaded, op, data, mask } = comparison
  if (loaded.from !== 'payload') throw unknownComparison(loaded)
  const { entry } = draft
  const fields = headers[family]
  switch (loaded.offset) {
    case fields.source:
      draft.once('the source address')
      entry.source = addressOf(data, family)
      entry.sourceMask = addressMask(mask, loaded.length, family)
      entry.invert.source = isInverted(op)
      return
    case fields.destination:
      draft.once('the destination address')
      entry.destination = addressOf(data, family)
      entry.destinationMask = addressMask(mask, loaded.length, family)
      entry.invert.destination = isInverted(op)
      return
    case fields.protocol:
      compareProtocol(comparison, draft)
      return
    case fields.hops: {
      const { mode, value } = hopsOf(comparison)
      if (family === 'ipv4') draft.match({ kind: 'ttl', revision: 0, info: { mode, ttl: value } })
      else draft.match({ kind: 'hl', revision: 0, info: { mode, hopLimit: value } })
      return
    }
    default:
      if (family === 'ipv6' || loaded.offset !== fragmentAt || mask !== fragmentMask || data !== '0000')
        throw unknownComparison(loaded)
      draft.once('the fragment')
      entry.fragment = true
      entry.invert.fragment = !isInverted(op)
  }
}

type Compare = (comparison: Comparison, draft: IpDraft) => void

const byKey: { readonly [key: string]: Compare } = {
  l4proto: compareProtocol,
  iifname: (comparison, draft) => compareInterface('inInterface', comparison, draft),
  oifname: (comparison, draft) => compareInterface('outInterface', comparison, draft),
}

/** What a comparison of a rule of iptables or ip6tables means. @throws ForeignRule */
export const compareIp = (family: IpFamily, comparison: Comparison, draft: IpDraft): void => {
  const { loaded } = comparison
  if (loaded.from === 'meta') (byKey[loaded.key] ?? compareMeta)(comparison, draft)
  else if (loaded.base === 'transport') compareTransport(comparison, draft)
  else if (loaded.base === 'network') compareHeader(family, comparison, draft)
  else throw unknownComparison(loaded)
}
