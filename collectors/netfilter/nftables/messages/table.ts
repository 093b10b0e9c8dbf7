import { message } from '../../../netlink/message.ts'
import { ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { header } from '../header.ts'
import { rawName } from '../names.ts'
import { commentOnly } from '../userdata.ts'
import { flagWords } from '../words.ts'
import { typesOf } from './types-of.ts'

const flags = flagWords(
  be32,
  { prefix: 'NFT_TABLE_F_', header },
  {
    dormant: [1, 'DORMANT'],
    owner: [2, 'OWNER'],
    persist: [4, 'PERSIST'],
  },
)

/** NFT_MSG_GETTABLE */
export const table = message({ name: 'nf_tables table', ...typesOf(0), prefix: 'NFTA_TABLE_', header }, nfgenmsg, {
  name: [1, rawName, 'NAME'],
  flags: [2, flags, 'FLAGS'],
  use: [3, ignored, 'USE'],
  handle: [4, be64Count, 'HANDLE'],
  pad: [5, ignored, 'PAD'],
  userdata: [6, commentOnly, 'USERDATA'],
  owner: [7, be32, 'OWNER'],
})
