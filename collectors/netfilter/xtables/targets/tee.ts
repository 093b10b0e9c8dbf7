import type { FixedCodec } from '../../../wire/codec.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { eachFamily, extension } from '../extension.ts'

const revision1 = (address: FixedCodec<string>) =>
  struct(
    { name: 'xt_tee_tginfo', header: 'linux/netfilter/xt_TEE.h', size: 32 },
    {
      gateway: [0, address, 'gw'],
      /** Empty: any. */
      outInterface: [16, chars(16), 'oif'],
    },
  )

/** `-j TEE`: a copy of the packet to another host of the network. */
export const tee = extension({
  name: 'TEE',
  revisions: { 1: eachFamily(revision1) },
  save: ({ gateway, outInterface }) => ['--gateway', gateway, ...(outInterface === '' ? [] : ['--oif', outInterface])],
})
