import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'
import { quoted } from '../quoted.ts'

const info = struct(
  { name: 'xt_comment_info', header: 'linux/netfilter/xt_comment.h', size: 256 },
  { comment: [0, chars(256), 'comment'] },
)

/** `-m comment`: matches always, and says why the rule is there. */
export const comment = extension({
  name: 'comment',
  revisions: { 0: info },
  save: ({ comment: text }) => ['--comment', quoted(text)],
})
