import { toJson } from '../../collectors/wire/json.ts'
import { suggestion } from '../../exporters/suggest.ts'
import type { commonOptions, Values } from '../command-line.ts'
import { look, problemLines } from '../look.ts'
import type { Verdict } from '../reachability/answer.ts'
import { EndpointError } from '../reachability/endpoint/endpoint-error.ts'
import { why as answerTo } from '../reachability/why.ts'
import { UsageError } from '../usage-error.ts'
import type { Command, ExitStatus } from './command.ts'

const options = {
  address: { type: 'string', value: 'IP', help: "which of the destination's addresses is meant" },
  explain: { type: 'boolean', help: 'tell also of the rules that were looked at and did not match' },
} as const

const statusOf: { readonly [V in Verdict]: ExitStatus } = { reachable: 0, unreachable: 1, uncertain: 3 }

/** `netloupe why`: can SRC reach DST, and if not, why, and what to do. */
export const why: Command<typeof options> = {
  summary: 'can SRC reach DST, and if not, why, and what to do',
  usage: 'SRC DST[:PORT][/tcp|udp|icmp] [--address IP] [--explain]',
  places: ['SRC', 'DST'],
  options,
  run: async (world, values, [from = '', to = '']) => {
    const snapshot = await look(world, values, { usage: false, flows: true })
    const answer = asked(() =>
      answerTo(snapshot, { from, to, ...addressOf(values) }, { explain: values.explain === true }),
    )
    await world.print(`${toJson(answer, 1)}\n`)
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    return statusOf[answer.verdict]
  },
}

const addressOf = ({ address }: Values<typeof options & typeof commonOptions>): { readonly address?: string } =>
  address === undefined ? {} : { address }

/** @throws UsageError for an endpoint that cannot be used, with what might have been meant */
const asked = <T>(ask: () => T): T => {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error
    throw new UsageError(`${error.message}${suggestion(error.word, error.known)}`)
  }
}
