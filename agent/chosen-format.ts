import { suggestion } from '../exporters/suggest.ts'
import { UsageError } from './usage-error.ts'

/**
 * The format that `--format` and `--json` ask for; text if neither does.
 * @throws UsageError for one that there is not, and where the two contradict each other
 */
export const chosenFormat = <F extends string>(
  { json, format = json ? 'json' : 'text' }: { readonly json?: boolean; readonly format?: string },
  formats: readonly F[],
): F => {
  const found = formats.find((one) => one === format)
  if (found === undefined)
    throw new UsageError(
      `unknown format '${format}'.${suggestion(format, formats)} The formats are ${formats.join(', ')}.`,
    )
  if (json && found !== 'json') throw new UsageError(`--json and --format ${format} contradict each other.`)
  return found
}
