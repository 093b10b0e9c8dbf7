import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

/** multiport_mt, net/netfilter/xt_multiport.c: whatever the protocol is, its ports are the first four bytes. */
export const multiport: CompileMatch<'multiport'> = ({ which, ports, invert }) => {
  const bySource = which === 'source' || which === 'either'
  const byDestination = which === 'destination' || which === 'either'
  return onTransport(4, ({ bytes }, at) => {
    const [source, destination] = [read16(bytes, at), read16(bytes, at + 2)]
    for (const { from, to } of ports) {
      if (bySource && source >= from && source <= to) return !invert
      if (byDestination && destination >= from && destination <= to) return !invert
    }
    return invert
  })
}
