import { message } from '../../../netlink/message.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { be32Signed } from '../be32-signed.ts'
import { devices } from '../devices.ts'
import { header } from '../header.ts'
import { rawName } from '../names.ts'
import { flagWords } from '../words.ts'
import { typesOf } from './types-of.ts'

const hook = attributes(
  { prefix: 'NFTA_FLOWTABLE_HOOK_', header },
  {
    number: [1, be32, 'NUM'],
    priority: [2, be32Signed, 'PRIORITY'],
    devices: [3, devices, 'DEVS'],
  },
)
const flags = flagWords(
  be32,
  { prefix: 'NFT_FLOWTABLE_', header },
  {
    'hw-offload': [1, 'HW_OFFLOAD'],
    counter: [2, 'COUNTER'],
  },
)

/** NFT_MSG_GETFLOWTABLE */
export const flowtable = message(
  { name: 'nf_tables flowtable', ...typesOf(22), prefix: 'NFTA_FLOWTABLE_', header },
  nfgenmsg,
  {
    table: [1, rawName, 'TABLE'],
    name: [2, rawName, 'NAME'],
    hook: [3, hook, 'HOOK'],
    use: [4, ignored, 'USE'],
    handle: [5, be64Count, 'HANDLE'],
    pad: [6, ignored, 'PAD'],
    flags: [7, flags, 'FLAGS'],
  },
)
