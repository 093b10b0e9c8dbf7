import type { ListName } from './capture.ts'

/** What a recorder is told on its command line: `matches|targets[/FILE] KIND FAMILY TABLE CHAIN -- words of the rule`. */
export interface Order<F extends string> {
  readonly list: ListName
  /** Null: named after kind and revision. */
  readonly file: string | null
  readonly kind: string
  readonly family: F
  readonly table: string
  readonly chain: string
  readonly words: readonly string[]
}

/** @param program its name, for the error */
export const orderOf = <const F extends string>(
  argv: readonly string[],
  program: string,
  families: readonly F[],
): Order<F> => {
  const separator = argv.indexOf('--')
  const [place = '', kind = '', wanted, table = '', chain = ''] = argv.slice(0, separator)
  const [list, file] = place.split('/')
  const family = families.find((known) => known === wanted)
  if (separator !== 5 || family === undefined || (list !== 'matches' && list !== 'targets'))
    throw new Error(`${program} matches|targets[/FILE] KIND ${families.join('|')} TABLE CHAIN -- words of the rule`)
  return { list, file: file || null, kind, family, table, chain, words: argv.slice(separator + 1) }
}
