import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Answer } from '../../../agent/reachability/answer.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { execute } from '../../lab/execute.ts'
import { type Built, build } from '../../oracle/build.ts'
import type { ListenerPlan, Plan, QuestionPlan, SpacePlan } from '../../oracle/plan.ts'
import type { Probed } from '../../oracle/prober.ts'
import type { Session } from '../../oracle/session.ts'
import { space } from '../exchange/hosts.ts'
import { answerOf, breakWorld, commandsOf, type Fault } from './broken-world.ts'

/** A host `host` with containers `a` and `b` on a bridge, and somebody outside, `lan`; something is wrong with one of them. */
export interface FaultCase extends Fault {
  /** What the remedy makes of it; null: it is advice only, or needs a program that does not run here. */
  readonly mended?: Answer['outcome'] | null
  /** What the path says of the rule that ends it. */
  readonly told?: string
  /** Ids of what would stop it next. */
  readonly further?: readonly string[]
}

const container = (name: string, address: string): SpacePlan =>
  space(name, {
    setup: ['link set lo up', 'link set eth0 up', `addr add ${address}/24 dev eth0`, 'route add default via 10.9.0.1'],
  })

const listeners: readonly ListenerPlan[] = ['host', 'a', 'b', 'lan'].flatMap((name) =>
  [80, 53].map((port) => ({
    space: name,
    protocol: port === 80 ? ('tcp' as const) : ('udp' as const),
    address: '0.0.0.0',
    port,
  })),
)

/** The lab of the catalogue: a bridge of containers, and somebody outside behind a masquerading host. */
const planOf = (question: QuestionPlan): Plan => ({
  seed: 0,
  spaces: [
    space('host', {
      early: ['net/ipv4/ip_forward=1', 'net/bridge/bridge-nf-call-iptables=1'],
      links: [
        'link add br0 type bridge',
        'link add va type veth peer name eth0 netns <a>',
        'link add vb type veth peer name eth0 netns <b>',
        'link add up0 type veth peer name eth0 netns <lan>',
      ],
      setup: [
        'link set lo up',
        'addr add 10.9.0.1/24 dev br0',
        'addr add 192.168.77.1/24 dev up0',
        ...['va', 'vb'].map((name) => `link set ${name} master br0`),
        ...['br0', 'va', 'vb', 'up0'].map((name) => `link set ${name} up`),
      ],
      tables: [
        {
          tool: 'iptables-nft',
          table: 'nat',
          chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
          rules: ['-A POSTROUTING -s 10.9.0.0/24 ! -o br0 -j MASQUERADE'],
        },
      ],
    }),
    container('a', '10.9.0.2'),
    container('b', '10.9.0.3'),
    space('lan', {
      setup: ['link set lo up', 'link set eth0 up', 'addr add 192.168.77.50/24 dev eth0'],
    }),
  ],
  listeners,
  questions: [question],
})

export interface Judged {
  readonly case: FaultCase
  readonly probed: Probed
  readonly answer: Answer
  /** After what the remedy says was done; null where it says nothing that can be done. */
  readonly after: { readonly probed: Probed; readonly said: string } | null
}

/** Builds one host for each case, breaks it, looks once, asks the kernel and `why`, does what the remedies say, and asks again. */
export const judge = async (
  { run, prober }: Session,
  cases: readonly FaultCase[],
  label: string,
): Promise<Judged[]> => {
  const worlds = await Promise.all(cases.map((one, at) => build(run, `${label}${at}`, planOf(one.question))))
  try {
    const slips = worlds.flatMap((world) => world.slips)
    if (slips.length > 0) throw new Error(slips.join('\n'))
    await Promise.all(cases.map((one, at) => breakWorld(run, worldAt(worlds, at), one)))
    await prober.open(worlds, false)
    await sleep(300)
    await prober.flush()
    const questions = cases.map(({ question }, at) => ({ world: worldAt(worlds, at), question }))
    const snapshot = await look()
    const probed = await prober.ask(questions, patienceMs)
    const answers = cases.map(({ question }, at) => answerOf(snapshot, worldAt(worlds, at), question))
    const commands = answers.map((answer, at) => (cases[at]?.mended === null ? [] : commandsOf(answer)))
    for (const line of commands.flat()) {
      const { status, stderr } = await execute(['sh', '-c', line], run)
      if (status !== 0) throw new Error(`${line}: ${stderr}`)
    }
    await prober.flush()
    const later = await look()
    const again = await prober.ask(questions, patienceMs)
    return cases.map((one, at): Judged => {
      const [first, second, answer] = [probed[at], again[at], answers[at]]
      if (first === undefined || second === undefined || answer === undefined) throw new Error('no answer')
      const isDone = commands[at]?.length !== 0
      const after = isDone ? { probed: second, said: answerOf(later, worldAt(worlds, at), one.question).outcome } : null
      return { case: one, probed: first, answer, after }
    })
  } finally {
    await prober.close()
    await Promise.all(worlds.map((world) => world.remove()))
  }
}

/** A neighbour that does not answer fails before. */
const patienceMs = 900

const look = (): Promise<Snapshot> => lookAtHost({ thorough: true, flows: true })

const worldAt = (worlds: readonly Built[], at: number): Built => {
  const world = worlds[at]
  if (world === undefined) throw new Error('no such world')
  return world
}

/** What the kernel did, what was said of it, and whether the remedy helps. */
export const expectJudged = ({ case: one, probed, answer, after }: Judged): void => {
  expect({ real: probed.outcome, said: answer.outcome, cause: answer.cause?.id }).toEqual({
    real: one.outcome,
    said: one.outcome,
    cause: one.cause,
  })
  if (one.rule !== undefined) {
    const { chain, position } = answer.cause?.rule ?? {}
    expect([chain, position]).toEqual(one.rule)
  }
  if (one.told !== undefined) {
    const last = answer.path.findLast(({ step }) => step === 'rule')
    expect(last?.detail).toContain(`, ${one.told}: `)
  }
  expect(answer.cause?.evidence.length).toBeGreaterThan(0)
  expect(answer.cause?.evidence.every(({ where, object }) => where !== '' && object !== '')).toBe(true)
  if (one.further !== undefined) expect(answer.furtherCauses.map(({ id }) => id)).toEqual(one.further)
  if (one.mended === null) expect(after).toBeNull()
  else
    expect({ remedy: answer.cause?.remedy, real: after?.probed.outcome, said: after?.said }).toEqual({
      remedy: answer.cause?.remedy,
      real: one.mended ?? 'connected',
      said: one.mended ?? 'connected',
    })
}
