import { ipv4, ipv6 } from '../../../wire/addresses.ts'
import { attributes } from '../../../wire/attributes.ts'
import { be16, be32, u8 } from '../../../wire/scalars.ts'
import { hex } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ObjectKind } from './object-kind.ts'

const addresses4 = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_IP_', header },
  {
    source: [1, ipv4, 'SRC'],
    destination: [2, ipv4, 'DST'],
  },
)
const addresses6 = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_IP6_', header },
  {
    source: [1, ipv6, 'SRC'],
    destination: [2, ipv6, 'DST'],
    flowLabel: [3, be32, 'FLOWLABEL'],
  },
)
const flags = flagWords(
  be32,
  { prefix: 'NFT_TUNNEL_F_', header },
  {
    'zero-csum-tx': [1, 'ZERO_CSUM_TX'],
    'dont-fragment': [2, 'DONT_FRAGMENT'],
    'seq-number': [4, 'SEQ_NUMBER'],
  },
)
const vxlan = attributes({ prefix: 'NFTA_TUNNEL_KEY_VXLAN_', header }, { gbp: [1, be32, 'GBP'] })
const erspan = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_ERSPAN_', header },
  {
    version: [1, be32, 'VERSION'],
    index: [2, be32, 'V1_INDEX'],
    hardwareId: [3, u8, 'V2_HWID'],
    direction: [4, u8, 'V2_DIR'],
  },
)
const geneve = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_GENEVE_', header },
  {
    class: [1, be16, 'CLASS'],
    type: [2, u8, 'TYPE'],
    data: [3, hex, 'DATA'],
  },
)
const options = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_OPTS_', header },
  {
    vxlan: [1, vxlan, 'VXLAN'],
    erspan: [2, erspan, 'ERSPAN'],
    geneve: [3, geneve, 'GENEVE'],
  },
)

const data = attributes(
  { prefix: 'NFTA_TUNNEL_KEY_', header },
  {
    id: [1, be32, 'ID'],
    ip: [2, addresses4, 'IP'],
    ip6: [3, addresses6, 'IP6'],
    flags: [4, flags, 'FLAGS'],
    tos: [5, u8, 'TOS'],
    ttl: [6, u8, 'TTL'],
    sourcePort: [7, be16, 'SPORT'],
    destinationPort: [8, be16, 'DPORT'],
    options: [9, options, 'OPTS'],
  },
)

/** What a tunnel device that has no id of its own puts around packets. */
export const tunnel = { type: 'tunnel', data } as const satisfies ObjectKind<unknown>
