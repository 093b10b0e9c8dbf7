/** fe80::/10 (RFC 4291 2.5.6): every interface that speaks IPv6 has one; it says nothing about the topology. */
const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address)

/** The addresses that tell something: all but the link-local ones of IPv6. */
export const telling = (addresses: readonly string[]): readonly string[] =>
  addresses.filter((address) => !isLinkLocal(address))

/** `172.18.0.2` of `172.18.0.2/16`. */
export const withoutPrefix = (address: string): string => address.replace(/\/\d+$/, '')
