import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const bases = oneWord(
  be32,
  { prefix: 'NFT_PAYLOAD_', header },
  {
    link: [0, 'LL_HEADER'],
    network: [1, 'NETWORK_HEADER'],
    transport: [2, 'TRANSPORT_HEADER'],
    inner: [3, 'INNER_HEADER'],
    tunnel: [4, 'TUN_HEADER'],
  },
)
const checksums = oneWord(
  be32,
  { prefix: 'NFT_PAYLOAD_CSUM_', header },
  { none: [0, 'NONE'], inet: [1, 'INET'], sctp: [2, 'SCTP'] },
)
const checksumFlags = flagWords(be32, { prefix: 'NFT_PAYLOAD_', header }, { pseudohdr: [1, 'L4CSUM_PSEUDOHDR'] })

const data = attributes(
  { prefix: 'NFTA_PAYLOAD_', header },
  {
    dreg: [1, be32, 'DREG'],
    base: [2, bases, 'BASE'],
    offset: [3, be32, 'OFFSET'],
    length: [4, be32, 'LEN'],
    sreg: [5, be32, 'SREG'],
    csumType: [6, checksums, 'CSUM_TYPE'],
    csumOffset: [7, be32, 'CSUM_OFFSET'],
    csumFlags: [8, checksumFlags, 'CSUM_FLAGS'],
  },
)

/** Bytes of the packet into a register (`dreg`), or of a register into the packet (`sreg`). `offset` and `length` are in bytes. */
export const payload = { name: 'payload', data } as const satisfies ExpressionKind<unknown>
