import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bool32 } from '../bool32.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { quoted } from '../quoted.ts'

const info = struct(
  { name: 'xt_helper_info', header: 'linux/netfilter/xt_helper.h', size: 36 },
  { invert: [0, bool32, 'invert'], name: [4, chars(30), 'name'] },
)

/** `-m helper`: the helper of the connection, or of the one that it was expected by. An empty name: any helper. */
export const connectionHelper = extension({
  name: 'helper',
  revisions: { 0: info },
  save: ({ invert, name }) => option(invert, '--helper', quoted(name)),
})
