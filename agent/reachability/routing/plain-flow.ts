import type { Flow } from './route.ts'

/** What a way is looked up by when nothing but the destination is given, and the differences from that. */
export const plainFlow = (destination: string, differences?: Partial<Flow>): Flow => ({
  family: destination.includes(':') ? 'ipv6' : 'ipv4',
  destination,
  source: null,
  mark: 0,
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
  tos: 0,
  uid: 0,
  input: null,
  output: 0,
  ...differences,
})
