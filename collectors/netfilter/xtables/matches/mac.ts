import { struct } from '../../../wire/struct.ts'
import { bool32 } from '../bool32.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'
import { option } from '../option.ts'

const info = struct(
  { name: 'xt_mac_info', header: 'linux/netfilter/xt_mac.h', size: 12 },
  {
    source: [0, macAddress, 'srcaddr'],
    invert: [8, bool32, 'invert'],
  },
)

/** `-m mac`: the source address of the Ethernet frame. */
export const mac = extension({
  name: 'mac',
  revisions: { 0: info },
  save: ({ source, invert }) => option(invert, '--mac-source', source),
})
