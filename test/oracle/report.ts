import type { Exchange } from '../../agent/reachability/exchange/exchange.ts'
import type { Loss, Step } from '../../agent/reachability/trial.ts'
import type { Compared, Judgement } from './compare.ts'
import { type QuestionPlan, sizeOf } from './plan.ts'

/** How a simulated exchange went, a line a decision. */
export const describePath = ({ outcome, request, reply, losses }: Exchange): string[] => [
  `outcome ${outcome}`,
  ...request.map((step) => `  > ${stepText(step)}`),
  ...reply.map((step) => `  < ${stepText(step)}`),
  ...losses.map((loss) => `  lost: ${lossText(loss)}`),
]

const stepText = ({ kind, space, detail, before, after }: Step): string =>
  `${space.title} ${kind} ${detail()}${before === undefined ? '' : `: ${before} -> ${after}`}`

const lossText = ({ reason, space, fact, because = [] }: Loss): string =>
  [`${reason} in ${space.title}: ${fact()}`, ...because.map((loss) => `(${lossText(loss)})`)].join(' ')

export const questionText = ({ from, protocol, destination, port, source, device }: QuestionPlan): string =>
  [
    `${from} -> ${destination}${port === undefined ? '' : ` port ${port}`}/${protocol}`,
    ...(source === undefined ? [] : [`from ${source}`]),
    ...(device === undefined ? [] : [`on ${device}`]),
  ].join(' ')

/** A disagreement with all that is needed to see it again. */
export const describe = ({ plan, question, real, said, judgement, path }: Compared): string =>
  [
    `seed ${plan.seed} (size ${sizeOf(plan)}): ${judgement}: ${questionText(question)}`,
    `really ${real}, simulated ${said.length === 0 ? 'nothing' : said.join(' or ')}`,
    ...path,
  ].join('\n')

interface Tally {
  probes: number
  secondTries: number
  readonly judged: Map<Judgement, number>
  readonly outcomes: Map<string, number>
  readonly simulatedMs: number[]
}

export const startTally = (): Tally => ({
  probes: 0,
  secondTries: 0,
  judged: new Map(),
  outcomes: new Map(),
  simulatedMs: [],
})

export const count = (tally: Tally, compared: readonly Compared[]): void => {
  for (const { judgement, real, question, isSecondTry } of compared) {
    tally.probes += 1
    if (isSecondTry && judgement === 'agreed') tally.secondTries += 1
    tally.judged.set(judgement, (tally.judged.get(judgement) ?? 0) + 1)
    const key = `${question.protocol} ${real}`
    tally.outcomes.set(key, (tally.outcomes.get(key) ?? 0) + 1)
  }
}

export const isWrong = ({ judgement }: Compared): boolean => judgement !== 'agreed' && judgement !== 'uncertain'

/** Share of probes with a judgement, in percent. */
export const percentOf = ({ judged, probes }: Tally, judgement: Judgement): number =>
  probes === 0 ? 0 : (100 * (judged.get(judgement) ?? 0)) / probes

export const summary = (tally: Tally): string => {
  const times = [...tally.simulatedMs].sort((a, b) => a - b)
  const judgements: readonly Judgement[] = [
    'agreed',
    'wrong-reachable',
    'wrong-unreachable',
    'wrong-outcome',
    'failed',
    'other-rules',
    'uncertain',
  ]
  return [
    `${tally.probes} probes, ${tally.secondTries} agreed at the second try`,
    ...judgements.map((one) => `${one}: ${tally.judged.get(one) ?? 0} (${percentOf(tally, one).toFixed(3)} %)`),
    `outcomes: ${[...tally.outcomes]
      .sort((a, b) => b[1] - a[1])
      .map(([outcome, number]) => `${outcome} ${number}`)
      .join(', ')}`,
    `simulated in ${(times[times.length >> 1] ?? 0).toFixed(3)} ms (median), ${(times.at(-1) ?? 0).toFixed(1)} ms (longest)`,
  ].join('\n')
}
