import { attributes } from '../../../wire/attributes.ts'
import { be16, be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const levels = oneWord(
  be32,
  { prefix: 'NFT_LOGLEVEL_', header },
  {
    emerg: [0, 'EMERG'],
    alert: [1, 'ALERT'],
    crit: [2, 'CRIT'],
    err: [3, 'ERR'],
    warn: [4, 'WARNING'],
    notice: [5, 'NOTICE'],
    info: [6, 'INFO'],
    debug: [7, 'DEBUG'],
    audit: [8, 'AUDIT'],
  },
)
const flags = flagWords(
  be32,
  { prefix: 'NF_LOG_', header: 'linux/netfilter/nf_log.h' },
  {
    'tcp-sequence': [1, 'TCPSEQ'],
    'tcp-options': [2, 'TCPOPT'],
    'ip-options': [4, 'IPOPT'],
    skuid: [8, 'UID'],
    ether: [32, 'MACDECODE'],
  },
)

const data = attributes(
  { prefix: 'NFTA_LOG_', header },
  {
    /** NFLOG group; without one, the kernel log. */
    group: [1, be16, 'GROUP'],
    prefix: [2, cstring, 'PREFIX'],
    snaplen: [3, be32, 'SNAPLEN'],
    qthreshold: [4, be16, 'QTHRESHOLD'],
    level: [5, levels, 'LEVEL'],
    flags: [6, flags, 'FLAGS'],
  },
)

/** Logs the packet. */
export const log = { name: 'log', data } as const satisfies ExpressionKind<unknown>
