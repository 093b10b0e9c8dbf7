import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import type { XtFamily } from '../../xtables/extension.ts'
import type { Vocabulary } from '../../xtables/extensions.ts'
import { type Span, span } from '../span.ts'

const nothing: Span = { at: 0, length: 0 }

/**
 * How nf_tables holds a match or a target of x_tables: its name, its revision, its struct.
 * @param prefix of the attributes' names in the header
 */
export const compatUse = <U>(prefix: string, vocabulary: Vocabulary<U>) => {
  const data = attributes(
    { prefix, header: 'linux/netfilter/nf_tables_compat.h' },
    { name: [1, cstring, 'NAME'], revision: [2, be32, 'REV'], info: [3, span, 'INFO'] },
  )
  const decode = (view: DataView, at: number, length: number, family: XtFamily): U => {
    const { name = '', revision = 0, info = nothing } = data.decode(view, at, length)
    return vocabulary.decode({ family, name, revision }, view, info.at, info.length)
  }
  return { data, decode }
}
