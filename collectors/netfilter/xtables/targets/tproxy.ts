import { ipv4 } from '../../../wire/addresses.ts'
import type { FixedCodec } from '../../../wire/codec.ts'
import { be16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { eachFamily, extension } from '../extension.ts'
import { markAndMask } from './mark-and-mask.ts'

const header = 'linux/netfilter/xt_TPROXY.h'

const rows = (address: FixedCodec<string>) =>
  ({
    markMask: [0, u32, 'mark_mask'],
    mark: [4, u32, 'mark_value'],
    /** All zeros: that of the interface which the packet came in by. */
    address: [8, address, 'laddr'],
  }) as const

const revision0 = struct(
  { name: 'xt_tproxy_target_info', header, size: 16 },
  { ...rows(ipv4), port: [12, be16, 'lport'] },
)

const revision1 = (address: FixedCodec<string>) =>
  struct({ name: 'xt_tproxy_target_info_v1', header, size: 28 }, { ...rows(address), port: [24, be16, 'lport'] })

/** `-j TPROXY`: to a socket of this host, with the packet's destination left as it is. Port 0 is the packet's own. */
export const tproxy = extension({
  name: 'TPROXY',
  revisions: { 0: revision0, 1: eachFamily(revision1) },
  save: ({ markMask, mark, address, port }) => [
    ...['--on-port', `${port}`],
    ...['--on-ip', address],
    ...['--tproxy-mark', markAndMask(mark, markMask)],
  ],
})
