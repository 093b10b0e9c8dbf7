/** Addresses are numbers of 32 bits. */
export const samePrefix = (one: number, other: number, length: number): boolean =>
  length === 0 || (one ^ other) >>> (32 - length) === 0

/** net/ipv4: ipv4_is_multicast, ipv4_is_local_multicast, ipv4_is_zeronet, ipv4_is_loopback (linux/in.h) */
export const isMulticast = (address: number): boolean => address >>> 28 === 0xe
export const isLocalMulticast = (address: number): boolean => address >>> 8 === 0xe00000
export const isZeronet = (address: number): boolean => address >>> 24 === 0
export const isLoopback = (address: number): boolean => address >>> 24 === 127
export const isLimitedBroadcast = (address: number): boolean => address === 0xffffffff
