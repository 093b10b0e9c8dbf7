import { attributes } from '../../../wire/attributes.ts'
import { be32, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

/** enum nft_ct_keys, in the words of the nft language. */
const keys = oneWord(
  be32,
  { prefix: 'NFT_CT_', header },
  {
    state: [0, 'STATE'],
    direction: [1, 'DIRECTION'],
    status: [2, 'STATUS'],
    mark: [3, 'MARK'],
    secmark: [4, 'SECMARK'],
    expiration: [5, 'EXPIRATION'],
    helper: [6, 'HELPER'],
    l3proto: [7, 'L3PROTOCOL'],
    saddr: [8, 'SRC'],
    daddr: [9, 'DST'],
    protocol: [10, 'PROTOCOL'],
    'proto-src': [11, 'PROTO_SRC'],
    'proto-dst': [12, 'PROTO_DST'],
    label: [13, 'LABELS'],
    packets: [14, 'PKTS'],
    bytes: [15, 'BYTES'],
    avgpkt: [16, 'AVGPKT'],
    zone: [17, 'ZONE'],
    event: [18, 'EVENTMASK'],
    'ip saddr': [19, 'SRC_IP'],
    'ip daddr': [20, 'DST_IP'],
    'ip6 saddr': [21, 'SRC_IP6'],
    'ip6 daddr': [22, 'DST_IP6'],
    id: [23, 'ID'],
  },
)
const directions = oneWord(
  u8,
  { prefix: 'IP_CT_DIR_', header: 'linux/netfilter/nf_conntrack_tuple_common.h' },
  { original: [0, 'ORIGINAL'], reply: [1, 'REPLY'] },
)

const data = attributes(
  { prefix: 'NFTA_CT_', header },
  {
    dreg: [1, be32, 'DREG'],
    key: [2, keys, 'KEY'],
    direction: [3, directions, 'DIRECTION'],
    sreg: [4, be32, 'SREG'],
  },
)

/** What conntrack knows of the packet's connection, into a register (`dreg`); or set from one (`sreg`). */
export const ct = { name: 'ct', data } as const satisfies ExpressionKind<unknown>
