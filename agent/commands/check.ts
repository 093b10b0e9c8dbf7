import { toJson } from '../../collectors/wire/json.ts'
import { junitText } from '../../exporters/formats/check/junit.ts'
import { tapText } from '../../exporters/formats/check/tap.ts'
import { checkText } from '../../exporters/formats/check/text.ts'
import { readAssertions } from '../check/read-assertions.ts'
import { chosenFormat } from '../chosen-format.ts'
import { causeReads, isColored, look, problemLines } from '../look.ts'
import type { Checked } from '../reachability/assertions/assertion.ts'
import { checkAssertion } from '../reachability/assertions/check.ts'
import { readWhole } from '../snapshot-file.ts'
import { UsageError } from '../usage-error.ts'
import type { Command, ExitStatus } from './command.ts'

const options = {
  format: { type: 'string', value: 'FORMAT', help: 'text, json, tap or junit' },
} as const

const formats = ['text', 'json', 'tap', 'junit'] as const

/** `netloupe check`: reachability that has to be so, for CI and cron. */
export const check: Command<typeof options> = {
  summary: 'who has to reach whom, and who must not: exit status 1 if one assertion of FILE does not hold',
  usage: 'FILE [--format text|json|tap|junit]',
  places: ['FILE'],
  options,
  run: async (world, values, [file = '']) => {
    const format = chosenFormat(values, formats)
    if (file === '-' && values.snapshot === '-')
      throw new UsageError('FILE and --snapshot cannot both be standard input; name a file for one of them.')
    const content = file === '-' ? await world.readInput() : readWhole(file)
    const name = file === '-' ? 'standard input' : file
    const assertions = readAssertions(content, name)
    const snapshot = await look(world, values, { usage: causeReads, flows: true })
    const results = assertions.flatMap((assertion) => [...checkAssertion(assertion, snapshot)])
    const texts = {
      text: () => checkText(results, { color: isColored(world, values), columns: world.columns }),
      json: () => `${toJson(results, 1)}\n`,
      tap: () => tapText(results),
      junit: () => junitText(results, name),
    }
    await world.print(texts[format]())
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    return statusOf(results)
  },
}

const statusOf = (results: readonly Checked[]): ExitStatus => {
  if (results.some(({ status }) => status === 'failed')) return 1
  return results.some(({ status }) => status === 'uncertain') ? 3 : 0
}
