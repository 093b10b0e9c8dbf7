import type { Snapshot } from '../../collectors/snapshot.ts'
import { suggestion } from '../../exporters/suggest.ts'
import type { ExitStatus } from '../commands/command.ts'
import type { Answer, Verdict } from '../reachability/answer.ts'
import { EndpointError } from '../reachability/endpoint/endpoint-error.ts'
import type { Asked } from '../reachability/parties.ts'
import { type WhyOptions, why } from '../reachability/why.ts'
import { UsageError } from '../usage-error.ts'

export const statusOf: { readonly [V in Verdict]: ExitStatus } = { reachable: 0, unreachable: 1, uncertain: 3 }

/** @throws UsageError for an endpoint that cannot be used, with what might have been meant */
export const ask = (snapshot: Snapshot, asked: Asked, options: WhyOptions): Answer => {
  try {
    return why(snapshot, asked, options)
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error
    throw new UsageError(`${error.message}${suggestion(error.word, error.known)}`)
  }
}
