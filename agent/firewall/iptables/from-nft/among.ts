import type { NftElement, NftSet } from '../../../../collectors/netfilter/nftables/record.ts'
import { addressOf } from './bytes.ts'
import type { Draft, InfoOf } from './draft.ts'
import type { ExpressionOf } from './expression-of.ts'
import { ForeignRule } from './foreign.ts'
import type { Masked, Registers } from './registers.ts'

type Addresses = NonNullable<InfoOf<'bridgeAmong'>['source']>

/** Bytes of the key: a hardware address, or one with an IPv4 address behind it, each in whole words. */
const hardwareOnly = 6
const withAddress = 12

/** struct ethhdr and struct iphdr: where the address of the source is, and that of the destination. */
const places = {
  source: { hardware: 6, address: 12 },
  destination: { hardware: 0, address: 16 },
} as const
type Side = keyof typeof places

const isPart = ({ loaded, mask }: Masked, base: string, offset: number, length: number): boolean =>
  mask === null &&
  loaded.from === 'payload' &&
  loaded.base === base &&
  loaded.offset === offset &&
  loaded.length === length

const pairOf = ({ key = '', keyEnd = key }: NftElement): Addresses['pairs'][number] => {
  const [mac, ip, end] = [key.slice(0, 12), key.slice(16), keyEnd.slice(16)]
  // Every address is kept as an interval.
  const isAny = ip === '00000000' && end === 'ffffffff'
  if (ip !== end && !isAny) throw new ForeignRule('it looks up intervals of addresses')
  return { mac: addressOf(mac, 'hardware'), address: addressOf(isAny ? '' : ip, 'ipv4') }
}

/** A set without a name, which `among` of ebtables-nft makes. @throws ForeignRule */
export const lookUpAmong = (
  { set: name = '', sreg, dreg, flags = [] }: ExpressionOf<'lookup'>,
  registers: Registers,
  { draft, sets }: { readonly draft: Draft<unknown>; readonly sets: readonly NftSet[] },
): void => {
  const set = sets.find((one) => one.name === name)
  if (set === undefined || dreg !== undefined || !set.flags.includes('anonymous'))
    throw new ForeignRule(`it looks into the set ${name}`)
  const isSide = (side: Side): boolean => {
    const { hardware, address } = places[side]
    if (!isPart(registers.get(sreg), 'link', hardware, hardwareOnly)) return false
    return set.keyLength === hardwareOnly || isPart(registers.get(sreg, hardwareOnly), 'network', address, 4)
  }
  const side = (['source', 'destination'] as const).find(isSide)
  if (side === undefined || (set.keyLength !== hardwareOnly && set.keyLength !== withAddress))
    throw new ForeignRule(`it looks into the set ${name}`)
  if (set.keyLength === withAddress) draft.owed = null
  const elements = [...set.elements].sort((one, other) => ((one.key ?? '') < (other.key ?? '') ? -1 : 1))
  draft.once(`the addresses of the ${side}`)
  draft.gather('bridgeAmong', (info = { source: null, destination: null }) => ({
    ...info,
    [side]: { invert: flags.includes('inv'), pairs: elements.map(pairOf) },
  }))
}
