import { message } from '../../../netlink/message.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { data, dataValue } from '../data.ts'
import { elementUserdata } from '../element-userdata.ts'
import { stateful } from '../expressions/stateful.ts'
import { header } from '../header.ts'
import { listOf } from '../list-of.ts'
import { rawName } from '../names.ts'
import { flagWords } from '../words.ts'
import { typesOf } from './types-of.ts'

const flags = flagWords(
  be32,
  { prefix: 'NFT_SET_ELEM_', header },
  {
    'interval-end': [1, 'INTERVAL_END'],
    catchall: [2, 'CATCHALL'],
  },
)

/** Most elements have a key alone, or also data or INTERVAL_END: those are decoded by hand, in `element-answer.ts`. */
export const element = attributes(
  { prefix: 'NFTA_SET_ELEM_', header },
  {
    key: [1, dataValue, 'KEY'],
    data: [2, data, 'DATA'],
    flags: [3, flags, 'FLAGS'],
    timeoutMs: [4, be64Count, 'TIMEOUT'],
    expirationMs: [5, be64Count, 'EXPIRATION'],
    userdata: [6, elementUserdata, 'USERDATA'],
    /** One comes alone, more as a list. */
    expression: [7, stateful, 'EXPR'],
    pad: [8, ignored, 'PAD'],
    object: [9, cstring, 'OBJREF'],
    keyEnd: [10, dataValue, 'KEY_END'],
    expressions: [11, listOf(stateful), 'EXPRESSIONS'],
  },
)

/** NFT_MSG_GETSETELEM: elements of one set, as many as fit. Never GETSETELEM_RESET, which zeroes counters. */
export const elements = message(
  { name: 'nf_tables elements', ...typesOf(12), prefix: 'NFTA_SET_ELEM_LIST_', header },
  nfgenmsg,
  {
    table: [1, rawName, 'TABLE'],
    set: [2, rawName, 'SET'],
    elements: [3, listOf(element), 'ELEMENTS'],
    setId: [4, ignored, 'SET_ID'],
  },
)
