import type { Answer, AnsweredCause, PathStep } from '../../../agent/reachability/answer.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { type Line, linesOf } from '../rules/lines.ts'
import type { TextOptions } from '../rules/text.ts'
import { type Part, type Style, say } from '../tree/row.ts'
import { type PathOptions, pathLines } from './path.ts'
import { marks, outcomeWords, sentenceOf } from './sentence.ts'
import { isDelivered, lastAnswer, lostOn } from './ways.ts'

export interface WhyTextOptions extends TextOptions {
  /** All that was looked at, not only what decided. */
  readonly explain: boolean
}

/**
 * An answer for people: one sentence first, then what proves it, the way of the packet, what to do, and on what it depends.
 * @param snapshot what the namespaces are called
 */
export const whyText = (
  answer: Answer,
  snapshot: Snapshot,
  { color, columns = Number.POSITIVE_INFINITY, explain }: WhyTextOptions,
): string => {
  const { reply, cause, furtherCauses, warnings, assumptions } = answer
  const back = lastAnswer(reply)
  const lost = lostOn(answer)
  const paths = { snapshot, explain, lost: lost !== null }
  const sections: readonly (readonly Line[])[] = [
    headLines(answer),
    cause === null ? [] : evidenceLines(2, cause),
    ...wayBlocks('the way there', answer.path, { ...paths, lost: lost === 'there' }),
    ...(explain || !isDelivered(back) ? wayBlocks('the way back', explain ? reply : back, paths) : []),
    titled('what to do', cause?.remedy.map((command) => entire(2, command)) ?? []),
    titled(
      'even then',
      furtherCauses.flatMap((further) => causeLines(further, '✗', 'broken')),
    ),
    titled(
      'worth knowing',
      warnings.flatMap((warning) => causeLines(warning, '!', 'doubtful')),
    ),
    titled('it depends', assumptions.flatMap(assumptionLines)),
    verifiedLines(answer),
  ]
  const blocks = sections.filter((lines) => lines.length > 0)
  return `${blocks.map((lines) => lines.flatMap((line) => linesOf({ columns, color }, line)).join('\n')).join('\n\n')}\n`
}

/** Neither a rule nor a command is cut. */
const longest = 100_000

const entire = (indent: number, text: string, style: Style = 'plain'): Line => ({
  indent,
  parts: [say(text, style, longest)],
  hanging: 2,
})

const titled = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [{ indent: 0, parts: [say(title, 'strong')] }, ...lines]

/** A way in as many blocks as there are connections: each that a proxy makes has a title of its own. */
const wayBlocks = (title: string, steps: readonly PathStep[], options: PathOptions): readonly (readonly Line[])[] => {
  const at = steps.findIndex(({ step }) => step === 'proxy')
  const proxy = steps[at]
  if (proxy === undefined) return [titled(title, pathLines(steps, options))]
  const [first, rest] = [steps.slice(0, at), steps.slice(at + 1)]
  return [
    titled(title, pathLines(first, { ...options, lost: false })),
    ...wayBlocks(`then ${proxy.detail}`, rest, options),
  ]
}

const headLines = (answer: Answer): readonly Line[] => {
  const { mark, style } = marks[answer.verdict]
  return [entire(0, `${mark} ${sentenceOf(answer)}`, style)]
}

const evidenceLines = (indent: number, { evidence }: AnsweredCause): readonly Line[] =>
  evidence.map(({ where, fact }) => ({
    indent,
    parts: [say(where, 'dim', longest), say(fact, 'plain', longest)],
    hanging: 2,
  }))

const causeLines = (cause: AnsweredCause, mark: string, style: Style): readonly Line[] => [
  entire(2, `${mark} ${cause.summary}`, style),
  ...evidenceLines(4, cause),
  ...cause.remedy.map((command) => entire(4, command)),
]

const assumptionLines = ({ on, otherwise }: Answer['assumptions'][number]): readonly Line[] => [
  entire(2, `? ${on}`, 'doubtful'),
  ...(otherwise === undefined ? [] : [entire(4, `otherwise ${otherwise}`)]),
]

const verifiedLines = ({ verified, to, outcome }: Answer): readonly Line[] => {
  if (verified === undefined) return []
  const met = `a real packet, sent just now: ${outcomeWords[verified.outcome]}`
  const isSilence = verified.outcome === 'timeout' && outcome === 'delivered' && to.protocol === 'udp'
  const parts: readonly Part[] = verified.agrees
    ? [say(`✓ The kernel agrees (${met}${isSilence ? ', and nobody has to answer a datagram' : ''}).`, 'good')]
    : [say(`✗ The kernel does not agree (${met}). Please report it, with what 'netloupe snapshot' writes.`, 'broken')]
  return [{ indent: 0, parts, hanging: 2 }]
}
