import { be32 } from '../../wire/scalars.ts'
import { flagWords } from './words.ts'

/** NF_NAT_RANGE_*: how nat, masq and redir choose. The first two say what is given; the others have the words of the nft language. */
export const natFlags = flagWords(
  be32,
  { prefix: 'NF_NAT_RANGE_', header: 'linux/netfilter/nf_nat.h' },
  {
    'map-ips': [1, 'MAP_IPS'],
    'proto-specified': [2, 'PROTO_SPECIFIED'],
    random: [4, 'PROTO_RANDOM'],
    persistent: [8, 'PERSISTENT'],
    'fully-random': [16, 'PROTO_RANDOM_FULLY'],
    offset: [32, 'PROTO_OFFSET'],
    netmap: [64, 'NETMAP'],
  },
)
