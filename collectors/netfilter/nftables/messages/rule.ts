import { message } from '../../../netlink/message.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { header } from '../header.ts'
import { rawName } from '../names.ts'
import { span } from '../span.ts'
import { commentOnly } from '../userdata.ts'
import { flagWords } from '../words.ts'
import { typesOf } from './types-of.ts'

const compatFlags = flagWords(
  be32,
  { prefix: 'NFT_RULE_COMPAT_F_', header },
  { unused: [1, 'UNUSED'], inv: [2, 'INV'] },
)
/** Kernels only ever take it; it is kept should one tell it. */
const compat = attributes(
  { prefix: 'NFTA_RULE_COMPAT_', header },
  {
    protocol: [1, be32, 'PROTO'],
    flags: [2, compatFlags, 'FLAGS'],
  },
)

/** The attributes of a rule, which comes by the thousand: see `rule-answer.ts`. */
export const ruleRows = {
  table: [1, rawName, 'TABLE'],
  chain: [2, rawName, 'CHAIN'],
  handle: [3, be64Count, 'HANDLE'],
  expressions: [4, span, 'EXPRESSIONS'],
  compat: [5, compat, 'COMPAT'],
  position: [6, be64Count, 'POSITION'],
  userdata: [7, commentOnly, 'USERDATA'],
  pad: [8, ignored, 'PAD'],
  id: [9, ignored, 'ID'],
  positionId: [10, ignored, 'POSITION_ID'],
  chainId: [11, ignored, 'CHAIN_ID'],
} as const

/** NFT_MSG_GETRULE. Never GETRULE_RESET, which zeroes counters. */
export const rule = message({ name: 'nf_tables rule', ...typesOf(6), prefix: 'NFTA_RULE_', header }, nfgenmsg, ruleRows)
