/**
 * The n-th address of a subnet with its prefix length: `('10.1.0.0/24', 1)` is `10.1.0.1/24`, `('fd00:1::/64', 1)` is `fd00:1::1/64`.
 * An IPv6 subnet must end in `::`.
 */
export const nthAddress = (subnet: string, n: number): string => {
  const [network = '', length = ''] = subnet.split('/')
  if (network.endsWith('::')) return `${network}${n.toString(16)}/${length}`
  const octets = network.split('.').map(Number)
  if (octets.length !== 4) throw new Error(`Not a subnet that the lab understands: ${subnet}`)
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0) + n
  return `${[24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')}/${length}`
}

/** An address without its prefix length. */
export const bareAddress = (address: string): string => address.replace(/\/.*$/, '')
