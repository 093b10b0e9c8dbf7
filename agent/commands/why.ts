import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { whyText } from '../../exporters/formats/why/text.ts'
import type { commonOptions, Values } from '../command-line.ts'
import { causeReads, isColored, look, problemLines } from '../look.ts'
import type { Answer } from '../reachability/answer.ts'
import type { Asked } from '../reachability/parties.ts'
import { readWhole } from '../snapshot-file.ts'
import { UsageError } from '../usage-error.ts'
import { ask, statusOf } from '../why/ask.ts'
import { answerLines, worse } from '../why/batch.ts'
import { verified } from '../why/verify.ts'
import type { Command, ExitStatus, World } from './command.ts'

const options = {
  address: { type: 'string', value: 'IP', help: "which of the destination's addresses is meant" },
  explain: { type: 'boolean', help: 'tell also of what was looked at and did not decide, and of the way back' },
  verify: { type: 'boolean', help: 'send one real packet from inside SRC, and say whether it met the same' },
  batch: {
    type: 'string',
    value: 'FILE',
    help: 'a question a line (SRC DST) in, an answer a line (JSON) out, all of one look; - is standard input',
  },
} as const

type Given = Values<typeof options & typeof commonOptions>

/** `netloupe why`: can SRC reach DST, and if not, why, and what to do. */
export const why: Command<typeof options> = {
  summary: 'can SRC reach DST, and if not, why, and what to do',
  usage: 'SRC DST[:PORT][/tcp|udp|icmp] [--address IP] [--explain] [--verify], or --batch FILE',
  places: ['[SRC]', '[DST]'],
  options,
  run: async (world, values, words) => {
    check(values, words)
    const { batch } = values
    const lines = batch === undefined ? null : linesOf(world, batch)
    const snapshot = await look(world, values, { usage: causeReads, flows: true })
    const status =
      lines === null ? await one(world, values, snapshot, words) : await many(world, values, snapshot, lines)
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    return status
  },
}

/** What does not go together is told before the host is looked at. @throws UsageError */
const check = ({ batch, address, verify, snapshot }: Given, [from, to]: readonly string[]): void => {
  if (verify && snapshot !== undefined)
    throw new UsageError('--verify sends a packet on this host; a saved snapshot may be of another one.')
  if (batch === undefined) {
    if (from === undefined) throw new UsageError('SRC and DST are missing: netloupe why SRC DST.')
    if (to === undefined) throw new UsageError(`DST is missing: netloupe why ${from} DST.`)
    return
  }
  if (from !== undefined) throw new UsageError(`unexpected word '${from}': with --batch the questions stand in FILE.`)
  if (address !== undefined) throw new UsageError('--address is for one question; in a batch write the address as DST.')
  if (batch === '-' && snapshot === '-')
    throw new UsageError('--batch - and --snapshot - cannot both read standard input; name a file for one of them.')
}

const one = async (world: World, values: Given, snapshot: Snapshot, words: readonly string[]): Promise<ExitStatus> => {
  const [from = '', to = ''] = words
  const explain = values.explain === true
  const asked = { from, to, address: values.address }
  const answer = ask(snapshot, asked, { explain })
  const whole = values.verify ? await verifier(values, snapshot)(answer, asked) : answer
  const style = { color: isColored(world, values), columns: world.columns, explain }
  await world.print(values.json ? `${toJson(whole, 1)}\n` : whyText(whole, snapshot, style))
  return statusOf[answer.verdict]
}

const many = async (
  world: World,
  values: Given,
  snapshot: Snapshot,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<ExitStatus> => {
  let status: ExitStatus = 0
  const verify = values.verify ? verifier(values, snapshot) : null
  for await (const line of answerLines(snapshot, lines, { explain: values.explain === true, verify })) {
    await world.print(`${line.json}\n`)
    status = worse(status, line.status)
  }
  return status
}

const verifier = (values: Given, snapshot: Snapshot) => {
  const places = { paths: hostPaths(values.root ?? '/'), folders: values['netns-dir'] ?? [] }
  return (answer: Answer, asked: Asked): Promise<Answer> => verified(answer, asked, snapshot, places)
}

/** @throws UsageError when the file cannot be read */
const linesOf = (world: World, file: string): AsyncIterable<string> | readonly string[] =>
  file === '-' ? world.inputLines() : readWhole(file).split('\n')
