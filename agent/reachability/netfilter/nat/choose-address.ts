import { addressAt, bytesOfAddress, read32, write32 } from '../../packet/address-bytes.ts'
import type { Tuple } from '../conntrack/connection.ts'
import { jhash, reciprocalScale } from '../jhash.ts'
import type { Manip, NatRange } from './range.ts'

type Words = [number, number, number, number]

/** union nf_inet_addr, of which IPv4 fills the first four bytes only. */
const unionOf = (address: string): Uint8Array => {
  const bytes = new Uint8Array(16)
  bytes.set(bytesOfAddress(address))
  return bytes
}

/** Its words, of network order. */
const wordsOf = (address: string): Words => {
  const bytes = unionOf(address)
  return [read32(bytes, 0), read32(bytes, 4), read32(bytes, 8), read32(bytes, 12)]
}

/** As a machine that stores the low byte first sees a word of network order: those that Docker runs on do. */
const swapped = (word: number): number =>
  (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0

const textOf = (words: Words, isIpv6: boolean): string => {
  const bytes = new Uint8Array(16)
  for (const [i, word] of words.entries()) write32(bytes, 4 * i, word)
  return addressAt(bytes, 0, isIpv6 ? 'ipv6' : 'ipv4')
}

/**
 * Which address of a range a connection gets: a hash of both ends, so it is the same each time (find_best_ips_proto,
 * net/netfilter/nf_nat_core.c).
 */
export const chooseAddress = (tuple: Tuple, range: NatRange, manip: Manip, zone: number): Tuple => {
  const { minAddress, maxAddress = minAddress, persistent = false } = range
  if (minAddress === undefined || maxAddress === undefined) return tuple
  const withAddress = (address: string): Tuple =>
    manip === 'source' ? { ...tuple, source: address } : { ...tuple, destination: address }
  if (minAddress === maxAddress) return withAddress(minAddress)
  const isIpv6 = minAddress.includes(':')
  const last = isIpv6 ? 3 : 0
  const destination = wordsOf(tuple.destination)
  const [first, most] = [wordsOf(minAddress), wordsOf(maxAddress)]
  // Words of the destination are read after the address is written there.
  const mapped: Words = [0, 0, 0, 0]
  let hash = jhash(unionOf(tuple.source), persistent ? 0 : (swapped(destination[last] ?? 0) ^ zone) >>> 0)
  let isFullRange = false
  for (let i = 0; i <= last; i++) {
    const [min, max] = [first[i] ?? 0, most[i] ?? 0]
    const base = isFullRange ? 0 : min
    const size = isFullRange ? 0xffffffff : (max - min + 1) >>> 0
    const word = (base + reciprocalScale(hash, size)) >>> 0
    mapped[i] = word
    if (word !== max) isFullRange = true
    const other = manip === 'destination' ? word : (destination[i] ?? 0)
    if (!persistent) hash = (hash ^ swapped(other)) >>> 0
  }
  return withAddress(textOf(mapped, isIpv6))
}
