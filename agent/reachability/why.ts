import type { Snapshot } from '../../collectors/snapshot.ts'
import { type Answer, type AnsweredCause, answerSchema, type Outcome, type Verdict } from './answer.ts'
import type { Finding } from './causes/cause.ts'
import { explain } from './causes/explain.ts'
import type { Branch, Exchange, ProbeResult } from './exchange/exchange.ts'
import { probe } from './exchange/probe.ts'
import { leavesSnapshot } from './exchange/verdict.ts'
import { type Asked, type Parties, partiesOf } from './parties.ts'
import { pathOf } from './path.ts'
import { newTrial } from './run.ts'
import { sceneOf } from './scene/scene-of.ts'
import type { Space } from './scene/space.ts'
import { type Chain, throughProxies } from './service/through-proxies.ts'

export interface WhyOptions {
  /** Tell also of the rules that were looked at and did not match. */
  readonly explain: boolean
}

type Said = Pick<
  Answer,
  'verdict' | 'outcome' | 'cause' | 'furtherCauses' | 'warnings' | 'path' | 'reply' | 'assumptions'
>

/**
 * Whether `from` can reach `to`, and if not, why and what to do.
 * @throws EndpointError when one of them is malformed, unknown, ambiguous, or has no network
 */
export const why = (snapshot: Snapshot, asked: Asked, options: WhyOptions = { explain: false }): Answer => {
  const began = performance.now()
  const scene = sceneOf(snapshot)
  const parties = partiesOf(scene, asked, newTrial(scene, { decide: () => 0, explain: false }))
  const { source, target, probe: sent, port, protocol } = parties
  const said = sent === null ? ofNoAddress(parties) : ofResult(parties, probe(scene, sent, options))
  return {
    schema: answerSchema,
    from: { endpoint: asked.from, netns: inodeOf(source), address: sent?.source ?? null },
    to: {
      endpoint: asked.to,
      netns: inodeOf(target),
      address: sent?.destination ?? null,
      ...(port === null ? {} : { port }),
      protocol,
    },
    ...said,
    takenAt: snapshot.takenAt,
    tookMs: Math.round((performance.now() - began) * 1000) / 1000,
  }
}

const inodeOf = (space: Space | null): number | null => space?.namespace?.inode ?? null

const ofNoAddress = (parties: Parties): Said => ({
  verdict: 'unreachable',
  outcome: 'host-unreachable',
  cause: explain({ ...parties, exchange: null, loss: null, lostOn: null }),
  furtherCauses: [],
  warnings: [],
  path: [],
  reply: [],
  assumptions: [],
})

/** One way that it may go. */
interface Way {
  readonly answers: Branch['answers']
  readonly chain: Chain
  readonly verdict: Verdict
  readonly outcome: Outcome
  readonly cause: AnsweredCause | null
}

const ofResult = (parties: Parties, { branches, isCut }: ProbeResult): Said => {
  const [first, ...others] = branches.map((branch) => wayOf(parties, branch))
  if (first === undefined) throw new Error('a probe without branches')
  const different = others.filter(({ verdict, outcome }) => verdict !== first.verdict || outcome !== first.outcome)
  const isSure = !isCut && different.length === 0 && first.verdict !== 'uncertain'
  const { snapshot } = parties.scene
  const { exchanges } = first.chain
  return {
    verdict: isSure ? first.verdict : 'uncertain',
    outcome: first.outcome,
    cause: first.cause ?? different.find(({ cause }) => cause !== null)?.cause ?? null,
    furtherCauses: [],
    warnings: [],
    path: exchanges.flatMap(({ request }) => pathOf(request, snapshot)),
    reply: exchanges.toReversed().flatMap(({ reply }) => pathOf(reply, snapshot)),
    assumptions: isSure ? [] : assumptionsOf(first, different),
  }
}

const wayOf = (parties: Parties, { answers, exchange }: Branch): Way => {
  const chain = throughProxies(parties.scene, exchange)
  const last = chain.exchanges.at(-1) ?? exchange
  const finding = findingOf(parties, last)
  // What is accepted and yet serves nobody (a container that is paused) is a cause as well.
  const cause = explain(finding)
  const verdict = leavesSnapshot(last) ? 'uncertain' : chain.succeeds && cause === null ? 'reachable' : 'unreachable'
  return { answers, chain, verdict, outcome: exchange.outcome, cause }
}

const findingOf = (parties: Parties, exchange: Exchange): Finding => ({
  ...parties,
  exchange,
  loss: exchange.losses[0] ?? null,
  lostOn: exchange.lostOn,
})

const assumptionsOf = (first: Way, different: readonly Way[]): Answer['assumptions'] => {
  const found = new Map<string, { on: string; otherwise?: string }>()
  const [loss] = first.chain.exchanges.at(-1)?.losses ?? []
  if (first.verdict === 'uncertain' && loss !== undefined) found.set(loss.reason, { on: loss.fact() })
  for (const { answers, outcome } of different)
    for (const { on, answer } of answers) {
      const assumed = first.answers.find((one) => one.on === on)
      if (assumed?.answer !== answer && !found.has(on))
        found.set(on, { on: `${on}: ${assumed?.answer ?? 'not asked'} is assumed`, otherwise: `${answer}: ${outcome}` })
    }
  return [...found.values()]
}
