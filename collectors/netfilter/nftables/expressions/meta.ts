import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

/** enum nft_meta_keys, in the words of the nft language. */
const keys = oneWord(
  be32,
  { prefix: 'NFT_META_', header },
  {
    length: [0, 'LEN'],
    protocol: [1, 'PROTOCOL'],
    priority: [2, 'PRIORITY'],
    mark: [3, 'MARK'],
    iif: [4, 'IIF'],
    oif: [5, 'OIF'],
    iifname: [6, 'IIFNAME'],
    oifname: [7, 'OIFNAME'],
    iiftype: [8, 'IFTYPE'],
    oiftype: [9, 'OIFTYPE'],
    skuid: [10, 'SKUID'],
    skgid: [11, 'SKGID'],
    nftrace: [12, 'NFTRACE'],
    rtclassid: [13, 'RTCLASSID'],
    secmark: [14, 'SECMARK'],
    nfproto: [15, 'NFPROTO'],
    l4proto: [16, 'L4PROTO'],
    ibrname: [17, 'BRI_IIFNAME'],
    obrname: [18, 'BRI_OIFNAME'],
    pkttype: [19, 'PKTTYPE'],
    cpu: [20, 'CPU'],
    iifgroup: [21, 'IIFGROUP'],
    oifgroup: [22, 'OIFGROUP'],
    cgroup: [23, 'CGROUP'],
    random: [24, 'PRANDOM'],
    ipsec: [25, 'SECPATH'],
    iifkind: [26, 'IIFKIND'],
    oifkind: [27, 'OIFKIND'],
    ibrpvid: [28, 'BRI_IIFPVID'],
    ibrvproto: [29, 'BRI_IIFVPROTO'],
    time: [30, 'TIME_NS'],
    day: [31, 'TIME_DAY'],
    hour: [32, 'TIME_HOUR'],
    sdif: [33, 'SDIF'],
    sdifname: [34, 'SDIFNAME'],
    broute: [35, 'BRI_BROUTE'],
    ibrhwaddr: [37, 'BRI_IIFHWADDR'],
  },
)

const data = attributes(
  { prefix: 'NFTA_META_', header },
  {
    dreg: [1, be32, 'DREG'],
    key: [2, keys, 'KEY'],
    sreg: [3, be32, 'SREG'],
  },
)

/** What the kernel knows of the packet beside its bytes, into a register (`dreg`); or set from one (`sreg`). */
export const meta = { name: 'meta', data } as const satisfies ExpressionKind<unknown>
