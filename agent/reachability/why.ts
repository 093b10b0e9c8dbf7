import type { Snapshot } from '../../collectors/snapshot.ts'
import { type Answer, answerSchema, type Outcome, type Verdict } from './answer.ts'
import type { Finding } from './causes/cause.ts'
import { explain, explainName, warningsOf } from './causes/explain.ts'
import type { Branch, Exchange, ProbeResult } from './exchange/exchange.ts'
import { probe, probeMended } from './exchange/probe.ts'
import { leavesSnapshot } from './exchange/verdict.ts'
import { furtherCauses, type Stopped } from './further-causes.ts'
import { missingParts } from './missing-parts.ts'
import { type Asked, type Parties, partiesOf } from './parties.ts'
import { pathOf } from './path.ts'
import { newTrial } from './run.ts'
import { sceneOf } from './scene/scene-of.ts'
import type { Space } from './scene/space.ts'
import { chainPath, chainReply } from './service/chain-path.ts'
import { type Chain, throughProxies } from './service/through-proxies.ts'
import { sizeWarnings } from './size-warnings.ts'
import type { Pardoned } from './trial.ts'

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
    from: { endpoint: asked.from, netns: inodeOf(source), address: parties.sourceAddress },
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

/** The name gives no address, or the target has none. */
const ofNoAddress = (parties: Parties): Said => {
  const { resolution, scene } = parties
  const { failure = null, steps = [] } = resolution ?? {}
  const isElsewhere = failure?.kind === 'asked-elsewhere'
  return {
    verdict: isElsewhere ? 'uncertain' : 'unreachable',
    outcome: failure === null ? 'host-unreachable' : 'name-error',
    cause: explain(findingOf(parties, null)),
    furtherCauses: [],
    warnings: [],
    path: pathOf(steps, scene.snapshot),
    reply: [],
    assumptions: isElsewhere ? [{ on: `what the name server ${failure.server} says of ${resolution?.name}` }] : [],
  }
}

/** What does not stop the packets, and yet stops whoever goes by the name. */
const nameWarnings = (parties: Parties): Said['warnings'] =>
  parties.resolution === null ? [] : explainName(findingOf(parties, null))

/** One way that it may go. */
interface Way extends Stopped {
  readonly answers: Branch['answers']
  readonly chain: Chain
  readonly verdict: Verdict
  readonly outcome: Outcome
}

const ofResult = (parties: Parties, { branches, isCut }: ProbeResult): Said => {
  const [first, ...others] = branches.map((branch) => wayOf(parties, branch))
  if (first === undefined) throw new Error('a probe without branches')
  const different = others.filter(({ verdict, outcome }) => verdict !== first.verdict || outcome !== first.outcome)
  const isSure = !isCut && different.length === 0 && first.verdict !== 'uncertain'
  const { snapshot } = parties.scene
  const { exchanges } = first.chain
  const steps = () => exchanges.flatMap(({ request, reply }) => [...request, ...reply])
  const spaces = () => [parties.source, parties.target, ...steps().map(({ space }) => space)]
  const missing = missingParts(spaces, snapshot)
  return {
    verdict: isSure && missing.length === 0 ? first.verdict : 'uncertain',
    outcome: first.outcome,
    cause: first.cause ?? different.find(({ cause }) => cause !== null)?.cause ?? null,
    furtherCauses: isSure ? furtherCauses(first, (pardoned) => mended(parties, first, pardoned)) : [],
    warnings: [...nameWarnings(parties), ...otherWarnings(parties, first)],
    path: chainPath(first.chain, parties.scene),
    reply: chainReply(first.chain, parties.scene),
    assumptions: [...(isSure ? [] : assumptionsOf(first, different)), ...missing],
  }
}

const wayOf = (parties: Parties, { answers, exchange }: Branch): Way => {
  const chain = throughProxies(parties.scene, exchange)
  const last = lastOf(chain)
  const finding = findingOf(parties, last)
  // What is accepted and yet serves nobody (a container that is paused) is a cause as well.
  const cause = explain(finding)
  const verdict = leavesSnapshot(last) ? 'uncertain' : chain.succeeds && cause === null ? 'reachable' : 'unreachable'
  return { answers, chain, verdict, outcome: exchange.outcome, cause, loss: finding.loss }
}

/** What does not stop this packet, and yet is worth knowing: what stops only the large ones, what is near its limit. */
const otherWarnings = (parties: Parties, { verdict, chain }: Way): Said['warnings'] => {
  if (verdict !== 'reachable') return []
  const finding = findingOf(parties, lastOf(chain))
  return [...warningsOf(finding), ...sizeWarnings(finding)]
}

/** The same question, were some things mended. */
const mended = (parties: Parties, { chain }: Way, pardoned: Pardoned): Stopped => {
  const { scene } = parties
  const exchange = probeMended(scene, chain.exchanges[0].probe, pardoned)
  const finding = findingOf(parties, lastOf(throughProxies(scene, exchange, pardoned)))
  return { cause: explain(finding), loss: finding.loss }
}

/** The exchange that decides: what the last proxy sends. */
const lastOf = ({ exchanges }: Chain): Exchange => exchanges.at(-1) ?? exchanges[0]

/** @param exchange null: nothing could be sent, or it is not about what was sent */
const findingOf = (parties: Parties, exchange: Exchange | null): Finding => ({
  ...parties,
  exchange,
  loss: exchange?.losses[0] ?? null,
  lostOn: exchange?.lostOn ?? null,
})

const assumptionsOf = (first: Way, different: readonly Way[]): Answer['assumptions'] => {
  const found = new Map<string, { on: string; otherwise?: string }>()
  const { verdict, loss } = first
  if (verdict === 'uncertain' && loss !== null) found.set(loss.reason, { on: loss.fact() })
  for (const { answers, outcome } of different)
    for (const { on, answer } of answers) {
      const assumed = first.answers.find((one) => one.on === on)
      if (assumed?.answer !== answer && !found.has(on))
        found.set(on, { on: `${on}: ${assumed?.answer ?? 'not asked'} is assumed`, otherwise: `${answer}: ${outcome}` })
    }
  return [...found.values()]
}
