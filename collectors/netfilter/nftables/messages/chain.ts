import { message } from '../../../netlink/message.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { be64Count } from '../../be64-count.ts'
import { nfgenmsg } from '../../nfnetlink.ts'
import { be32Signed } from '../be32-signed.ts'
import { devices } from '../devices.ts'
import { counter } from '../expressions/counter.ts'
import { header } from '../header.ts'
import { rawName } from '../names.ts'
import { commentOnly } from '../userdata.ts'
import { flagWords, oneWord } from '../words.ts'
import { typesOf } from './types-of.ts'

const hook = attributes(
  { prefix: 'NFTA_HOOK_', header },
  {
    number: [1, be32, 'HOOKNUM'],
    priority: [2, be32Signed, 'PRIORITY'],
    device: [3, cstring, 'DEV'],
    devices: [4, devices, 'DEVS'],
  },
)

const flags = flagWords(
  be32,
  { prefix: 'NFT_CHAIN_', header },
  {
    base: [1, 'BASE'],
    'hw-offload': [2, 'HW_OFFLOAD'],
    binding: [4, 'BINDING'],
  },
)
const policies = oneWord(
  be32,
  { prefix: 'NF_', header: 'linux/netfilter.h' },
  { drop: [0, 'DROP'], accept: [1, 'ACCEPT'] },
)

/** NFT_MSG_GETCHAIN */
export const chain = message({ name: 'nf_tables chain', ...typesOf(3), prefix: 'NFTA_CHAIN_', header }, nfgenmsg, {
  table: [1, rawName, 'TABLE'],
  handle: [2, be64Count, 'HANDLE'],
  name: [3, rawName, 'NAME'],
  hook: [4, hook, 'HOOK'],
  policy: [5, policies, 'POLICY'],
  use: [6, ignored, 'USE'],
  type: [7, cstring, 'TYPE'],
  counters: [8, counter.data, 'COUNTERS'],
  pad: [9, ignored, 'PAD'],
  flags: [10, flags, 'FLAGS'],
  id: [11, ignored, 'ID'],
  userdata: [12, commentOnly, 'USERDATA'],
})
