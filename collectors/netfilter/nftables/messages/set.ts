import { message } from '../../../netlink/message.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { stateful } from '../expressions/stateful.ts'
import { header } from '../header.ts'
import { listOf } from '../list-of.ts'
import { rawName } from '../names.ts'
import { objectTypes } from '../object-types.ts'
import { setUserdata } from '../set-userdata.ts'
import { flagWords, oneWord } from '../words.ts'
import { typesOf } from './types-of.ts'

const flags = flagWords(
  be32,
  { prefix: 'NFT_SET_', header },
  {
    anonymous: [1, 'ANONYMOUS'],
    constant: [2, 'CONSTANT'],
    interval: [4, 'INTERVAL'],
    map: [8, 'MAP'],
    timeout: [16, 'TIMEOUT'],
    eval: [32, 'EVAL'],
    object: [64, 'OBJECT'],
    concat: [128, 'CONCAT'],
    expr: [256, 'EXPR'],
  },
)
const policies = oneWord(
  be32,
  { prefix: 'NFT_SET_POL_', header },
  {
    performance: [0, 'PERFORMANCE'],
    memory: [1, 'MEMORY'],
  },
)

const field = attributes({ prefix: 'NFTA_SET_FIELD_', header }, { length: [1, be32, 'LEN'] })
const description = attributes(
  { prefix: 'NFTA_SET_DESC_', header },
  {
    size: [1, be32, 'SIZE'],
    fields: [2, listOf(field), 'CONCAT'],
  },
)

/** NFT_MSG_GETSET */
export const set = message({ name: 'nf_tables set', ...typesOf(9), prefix: 'NFTA_SET_', header }, nfgenmsg, {
  table: [1, rawName, 'TABLE'],
  name: [2, rawName, 'NAME'],
  flags: [3, flags, 'FLAGS'],
  keyType: [4, be32, 'KEY_TYPE'],
  keyLength: [5, be32, 'KEY_LEN'],
  dataType: [6, be32, 'DATA_TYPE'],
  dataLength: [7, be32, 'DATA_LEN'],
  policy: [8, policies, 'POLICY'],
  description: [9, description, 'DESC'],
  id: [10, ignored, 'ID'],
  timeoutMs: [11, be64Count, 'TIMEOUT'],
  gcIntervalMs: [12, be32, 'GC_INTERVAL'],
  userdata: [13, setUserdata, 'USERDATA'],
  pad: [14, ignored, 'PAD'],
  objectType: [15, objectTypes, 'OBJ_TYPE'],
  handle: [16, be64Count, 'HANDLE'],
  /** One comes alone, more as a list. */
  expression: [17, stateful, 'EXPR'],
  expressions: [18, listOf(stateful), 'EXPRESSIONS'],
  backend: [19, cstring, 'TYPE'],
  count: [20, be32, 'COUNT'],
})
