import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'
import { quoted } from '../quoted.ts'

const header = 'linux/netfilter/xt_nfacct.h'

/** The pointer behind the name is not aligned to 8 bytes on 32-bit machines. */
const revision0 = struct({ name: 'xt_nfacct_match_info', header, size: 32 }, { name: [0, chars(32), 'name'] })
const revision1 = struct({ name: 'xt_nfacct_match_info_v1', header, size: 32 }, { name: [0, chars(32), 'name'] })

/** `-m nfacct`: matches always, and counts in an object that has a name. */
export const nfacct = extension({
  name: 'nfacct',
  revisions: { 0: revision0, 1: revision1 },
  // iptables puts two spaces before the name.
  save: ({ name }) => ['--nfacct-name', '', quoted(name)],
})
