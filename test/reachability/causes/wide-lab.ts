import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Answer } from '../../../agent/reachability/answer.ts'
import { deviceKey } from '../../../agent/reachability/link/text.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { execute } from '../../lab/execute.ts'
import { type Built, build } from '../../oracle/build.ts'
import type { QuestionPlan } from '../../oracle/plan.ts'
import type { Session } from '../../oracle/session.ts'
import { type Changes, plan, space } from '../exchange/hosts.ts'
import { answerOf, breakWorld, commandsOf, type Fault } from './broken-world.ts'

/** A host, its containers `a`, `b` and `c`, and `lan` behind the uplink, in both families; one of them gets a fault. */
export interface WideCase extends Fault {
  readonly changes?: Changes
  /** Namespace, and interface where it is one, that the first evidence is of. */
  readonly blames: readonly [space: string, device?: string]
  /** What is thought likely, where it depends on what no snapshot shows; absent: what the real packet meets. */
  readonly likely?: Answer['outcome']
  /** What the remedy makes of it, `connected` if absent; null: advice only. `more`: more has to be done than it says. */
  readonly mended?: Answer['outcome'] | 'more' | null
}

/** Loss of carrier is digested up to about 2 s later. */
const calmMs = 2200
/** A neighbour that does not answer fails before. */
const patienceMs = 900

export const tcp = (from: string, destination: string): QuestionPlan => ({
  from,
  protocol: 'tcp',
  destination,
  port: 80,
})

const planFor = ({ question, changes = {} }: WideCase) => {
  const base = plan(0, [question], {
    ...changes,
    host: {
      ...changes.host,
      links: [
        'link add vc type veth peer name eth0 netns <c>',
        'link set vc master br0 up',
        ...(changes.host?.links ?? []),
      ],
    },
  })
  const setup = [
    'link set lo up',
    'link set eth0 up',
    'addr add 10.9.0.4/24 dev eth0',
    'route add default via 10.9.0.1',
  ]
  return { ...base, spaces: [...base.spaces, space('c', { setup })] }
}

export interface Judged {
  readonly case: WideCase
  readonly real: string
  readonly answer: Answer
  /** Keys in the graph of what is to be blamed. */
  readonly blamed: string | undefined
  readonly after: { readonly real: string; readonly said: string } | null
}

/** Builds one host for each case, breaks it, looks, asks the kernel and `why`, does what the remedies say, and asks again. */
export const judge = async (session: Session, cases: readonly WideCase[], label: string): Promise<Judged[]> => {
  const { run, prober } = session
  const worlds = await Promise.all(cases.map((one, at) => build(run, `${label}${at}`, planFor(one))))
  const pairs = cases.map((one, at): readonly [WideCase, Built] => {
    const world = worlds[at]
    if (world === undefined) throw new Error('a case without a world')
    return [one, world]
  })
  try {
    expect(worlds.flatMap((world) => world.slips)).toEqual([])
    for (const [one, world] of pairs) await breakWorld(run, world, one)
    await prober.open(worlds, false)
    const questions = pairs.map(([{ question }, world]) => ({ world, question }))
    const ask = async () => {
      await sleep(calmMs)
      await prober.flush()
      const snapshot = await lookAtHost({ thorough: true, flows: true })
      return { snapshot, real: await prober.ask(questions, patienceMs) }
    }
    const first = await ask()
    const answers = pairs.map(([{ question }, world]) => answerOf(first.snapshot, world, question))
    const commands = answers.map(commandsOf)
    for (const [[one], lines] of pairs.map((pair, at) => [pair, commands[at] ?? []] as const))
      for (const line of one.mended === null ? [] : lines) await runRemedy(session, line)
    const second = await ask()
    return pairs.map(([one, world], at): Judged => {
      const answer = answers[at]
      if (answer === undefined) throw new Error('no answer')
      const said = answerOf(second.snapshot, world, one.question).outcome
      const isDone = commands[at]?.length !== 0
      return {
        case: one,
        real: first.real[at]?.outcome ?? '',
        answer,
        blamed: keyOf(first.snapshot, world, one.blames),
        after: isDone ? { real: second.real[at]?.outcome ?? '', said } : null,
      }
    })
  } finally {
    await prober.close()
    await Promise.all(worlds.map((world) => world.remove()))
  }
}

/** Only in a namespace of this run: a remedy for another one would be one for this machine. */
export const runRemedy = async ({ run }: Session, line: string): Promise<void> => {
  if (!line.startsWith(`ip netns exec ${run.id}-`)) throw new Error(`not in a namespace of the lab: ${line}`)
  const { status, stderr } = await execute(['sh', '-c', line], run)
  if (status !== 0) throw new Error(`${line}: ${stderr}`)
}

const keyOf = (snapshot: Snapshot, world: Built, [name, device]: WideCase['blames']): string | undefined => {
  const found = [...sceneOf(snapshot).spaces()].find((one) => one.namespace?.names.includes(world.nameOf(name)))
  if (device === undefined) return found?.key
  const interfaceThere = found?.deviceNamed(device)
  return interfaceThere === undefined ? undefined : deviceKey(interfaceThere)
}

/** What the kernel did, what was said of it and of whom, and whether the remedy helps. */
export const expectJudged = ({ case: one, real, answer, blamed, after }: Judged): void => {
  const { cause } = answer
  expect({ real, said: answer.outcome, cause: cause?.id, summary: cause?.summary }).toEqual({
    real: one.outcome,
    said: one.likely ?? one.outcome,
    cause: one.cause,
    summary: cause?.summary,
  })
  expect(blamed).toBeDefined()
  expect(cause?.evidence[0]?.object).toBe(blamed)
  if (one.rule !== undefined) expect([cause?.rule?.chain, cause?.rule?.position]).toEqual(one.rule)
  const { mended = 'connected' } = one
  if (mended === null || mended === 'more') return
  expect({ remedy: cause?.remedy, ...after }).toEqual({ remedy: cause?.remedy, real: mended, said: mended })
}
