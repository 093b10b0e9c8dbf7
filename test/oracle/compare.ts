import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from '../../agent/reachability/answer.ts'
import type { Branch, ProbeResult } from '../../agent/reachability/exchange/exchange.ts'
import { probe } from '../../agent/reachability/exchange/probe.ts'
import { NTF_PROXY } from '../../agent/reachability/neighbours/recorded.ts'
import { NUD_FIXED } from '../../agent/reachability/routing/neighbour-state.ts'
import type { Scene } from '../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../agent/reachability/scene/scene-of.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { lookAtHost } from '../kernel/look-at.ts'
import type { Run } from '../lab/run.ts'
import { type Built, build } from './build.ts'
import type { Plan, QuestionPlan } from './plan.ts'
import { type Asked, type Prober, patience } from './prober.ts'
import { describePath } from './report.ts'
import type { Session } from './session.ts'
import { traceDifferences } from './traces.ts'

export type Judgement =
  | 'agreed'
  | 'uncertain'
  | 'other-rules'
  | 'wrong-reachable'
  | 'wrong-unreachable'
  | 'wrong-outcome'
  | 'failed'

export interface Compared {
  readonly plan: Plan
  readonly question: QuestionPlan
  /** What happened. */
  readonly real: string
  /** What the simulation says; several where it is not sure. */
  readonly said: readonly string[]
  readonly judgement: Judgement
  /** It agreed only when it was asked again, with patience. */
  readonly isSecondTry: boolean
  /** How the simulation went, or why it failed; empty where both agree. */
  readonly path: readonly string[]
}

interface Round {
  readonly compared: readonly Compared[]
  /** What tools did not accept, a line each. */
  readonly slips: readonly string[]
  /** Of one simulation each, in ms. */
  readonly simulatedMs: readonly number[]
}

export interface Pace {
  /** From the last change of a plan to the look. Loss of carrier is digested up to about 2 s later. */
  readonly calmMs: number
  /** How long a probe waits that is asked again because both disagree. */
  readonly certainMs: number
  /** Compare also the rules that requests go through; for plans with traces. */
  readonly isTraced?: boolean
}

export const usualPace: Pace = { calmMs: 2200, certainMs: patience.certain }

/** Builds plans, looks at them once, asks every question in the kernel and in the simulation, and removes them. */
export const runRound = async (
  { run, prober }: Session,
  plans: readonly Plan[],
  { calmMs, certainMs, isTraced = false }: Pace = usualPace,
): Promise<Round> => {
  const worlds = await buildAll(run, plans)
  try {
    await prober.open(worlds, isTraced)
    await sleep(calmMs)
    await prober.flush()
    const scene = await wholeScene(worlds)
    const asked = questionsOf(worlds)
    const first = await compareAll(prober, scene, asked, patience.usual, isTraced)
    const doubtful = first.compared.flatMap((one, at) => (one.judgement.startsWith('wrong') ? [at] : []))
    const again = await compareAll(
      prober,
      scene,
      doubtful.flatMap((at) => asked[at] ?? []),
      certainMs,
      false,
    )
    const final = [...first.compared]
    for (const [index, at] of doubtful.entries()) {
      const second = again.compared[index]
      if (second !== undefined) final[at] = { ...second, isSecondTry: true }
    }
    const slips = worlds.flatMap(({ plan, slips }) => slips.map((slip) => `${plan.seed} ${slip}`))
    return { compared: final, slips, simulatedMs: first.simulatedMs }
  } finally {
    await prober.close()
    await Promise.all(worlds.map((world) => world.remove()))
  }
}

/** Looks at most. */
const mostLooks = 5

/** A look at all of the plans. While other namespaces come and go, the other end of a pair may be missing: then another look is taken. */
const wholeScene = async (worlds: readonly Built[]): Promise<Scene> => {
  const names = new Set(worlds.flatMap(({ plan, nameOf }) => plan.spaces.map(({ name }) => nameOf(name))))
  for (let looks = 1; ; looks++) {
    const scene = sceneOf(withoutLearned(await lookAtHost({ thorough: true, flows: true })))
    const spaces = [...scene.spaces()].filter(({ namespace }) => namespace?.names.some((name) => names.has(name)))
    const torn = spaces.flatMap(({ title, devices }) =>
      [...devices.values()].flatMap(({ name, joined }) => (joined === 'unknown' ? [`${title} ${name}`] : [])),
    )
    if (spaces.length === names.size && torn.length === 0) return scene
    if (looks === mostLooks)
      throw new Error(
        `The snapshot has ${spaces.length} of ${names.size} namespaces; without other end: ${torn.join(', ')}`,
      )
  }
}

/** Before each probe the namespaces forget what they learned. Groups that hosts join by themselves let them learn meanwhile. */
const withoutLearned = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  flows: [],
  neighbours: snapshot.neighbours.filter(({ state, flags }) => (state & NUD_FIXED) !== 0 || (flags & NTF_PROXY) !== 0),
})

/** Names are used again only after the namespaces are gone: a counter tells rounds apart. */
let rounds = 0

const buildAll = async (run: Run, plans: readonly Plan[]): Promise<Built[]> => {
  rounds += 1
  const worlds: Built[] = []
  const lanes = [0, 1].map(async (lane) => {
    for (let at = lane; at < plans.length; at += 2) {
      const plan = plans[at]
      if (plan !== undefined) worlds[at] = await build(run, `r${rounds}w${at}`, plan)
    }
  })
  await Promise.all(lanes)
  return worlds
}

const questionsOf = (worlds: readonly Built[]): Asked[] =>
  worlds.flatMap((world) => world.plan.questions.map((question) => ({ world, question })))

const compareAll = async (
  prober: Prober,
  scene: Scene,
  asked: readonly Asked[],
  timeoutMs: number,
  isTraced: boolean,
) => {
  const answers = asked.length === 0 ? [] : await prober.ask(asked, timeoutMs)
  const spaces = new Map(
    [...scene.spaces()].flatMap((space) => space.namespace?.names.map((name) => [name, space] as const) ?? []),
  )
  const simulatedMs: number[] = []
  const compared = asked.map((one, at): Compared => {
    const answer = answers[at]
    if (answer === undefined) throw new Error('A question without an answer.')
    const { plan } = one.world
    const { question } = one
    const space = spaces.get(one.world.nameOf(question.from))
    if (space === undefined) throw new Error(`The snapshot has not the namespace ${question.from}.`)
    const device = question.device === undefined ? undefined : space.deviceNamed(question.device)?.ifindex
    const began = performance.now()
    const outcome = attempt(() =>
      probe(
        scene,
        {
          from: space.netns,
          destination: question.destination,
          protocol: question.protocol,
          sourcePort: answer.sourcePort,
          ...(question.port === undefined ? {} : { port: question.port }),
          ...(question.source === undefined ? {} : { source: question.source }),
          ...(device === undefined ? {} : { device }),
        },
        { explain: isTraced },
      ),
    )
    simulatedMs.push(performance.now() - began)
    const common = { plan, question, real: answer.outcome, isSecondTry: false }
    if ('error' in outcome) return { ...common, said: [], judgement: 'failed', path: [outcome.error] }
    const { branches } = outcome
    const said = [...new Set(branches.map(({ exchange }) => exchange.outcome))]
    const judgement = judge(answer.outcome, said)
    const path = judgement === 'agreed' ? [] : branches.flatMap(describeBranch)
    // Where the order of two chains is not known, one of the branches has it.
    const differences =
      isTraced && judgement === 'agreed'
        ? branches.map(({ exchange }) => traceDifferences(exchange, answer.traced))
        : []
    if (differences.length > 0 && differences.every((found) => found.length > 0))
      return { ...common, said, judgement: 'other-rules', path: differences[0] ?? [] }
    return { ...common, said, judgement, path }
  })
  return { compared, simulatedMs }
}

const attempt = (run: () => ProbeResult): ProbeResult | { readonly error: string } => {
  try {
    return run()
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const describeBranch = ({ answers, exchange }: Branch): string[] => [
  ...answers.map(({ on, answer }) => `if ${on}: ${answer}`),
  ...describePath(exchange),
]

const good = ['connected', 'delivered', 'replied']

const judge = (real: string, said: readonly Outcome[]): Judgement => {
  const [first] = said
  if (said.length > 1) return said.some((outcome) => outcome === real) ? 'uncertain' : 'wrong-outcome'
  if (first === real) return 'agreed'
  if (first !== undefined && good.includes(first)) return 'wrong-reachable'
  return good.includes(real) ? 'wrong-unreachable' : 'wrong-outcome'
}
