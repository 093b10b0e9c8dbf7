import { message } from '../../../netlink/message.ts'
import { ignored } from '../../../wire/attributes.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { header } from '../header.ts'
import { rawName } from '../names.ts'
import { objectTypes } from '../object-types.ts'
import { span } from '../span.ts'
import { commentOnly } from '../userdata.ts'
import { typesOf } from './types-of.ts'

/** NFT_MSG_GETOBJ. Never GETOBJ_RESET, which zeroes counters. */
export const object = message({ name: 'nf_tables object', ...typesOf(18), prefix: 'NFTA_OBJ_', header }, nfgenmsg, {
  table: [1, rawName, 'TABLE'],
  name: [2, rawName, 'NAME'],
  type: [3, objectTypes, 'TYPE'],
  data: [4, span, 'DATA'],
  use: [5, ignored, 'USE'],
  handle: [6, be64Count, 'HANDLE'],
  pad: [7, ignored, 'PAD'],
  userdata: [8, commentOnly, 'USERDATA'],
})
