import { message } from '../../../netlink/message.ts'
import { ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { header } from '../header.ts'
import { typesOf } from './types-of.ts'

/** NFT_MSG_GETGEN: how often the ruleset of the namespace was changed. The rest tells of whoever asks. */
export const generation = message(
  { name: 'nf_tables generation', ...typesOf(15), prefix: 'NFTA_GEN_', header },
  nfgenmsg,
  {
    generation: [1, be32, 'ID'],
    pid: [2, ignored, 'PROC_PID'],
    program: [3, ignored, 'PROC_NAME'],
  },
)
