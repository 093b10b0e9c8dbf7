import { be32 } from '../../wire/scalars.ts'
import { flagWords } from './words.ts'

/** TCP options that the server has. */
export const synproxyFlags = flagWords(
  be32,
  { prefix: 'NF_SYNPROXY_OPT_', header: 'linux/netfilter/nf_synproxy.h' },
  {
    mss: [1, 'MSS'],
    wscale: [2, 'WSCALE'],
    'sack-perm': [4, 'SACK_PERM'],
    timestamp: [8, 'TIMESTAMP'],
    ecn: [16, 'ECN'],
  },
)
