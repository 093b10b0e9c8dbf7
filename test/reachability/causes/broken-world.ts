import type { Answer } from '../../../agent/reachability/answer.ts'
import { why } from '../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { execute } from '../../lab/execute.ts'
import type { Run } from '../../lab/run.ts'
import { pathOf } from '../../lab/space.ts'
import type { Built } from '../../oracle/build.ts'
import type { QuestionPlan } from '../../oracle/plan.ts'

/** What is wrong in a world that was fine, and what becomes of a question there. */
export interface Fault {
  /** Id of the cause that is to be named. */
  readonly cause: string
  /** Which of several cases of one cause. */
  readonly about?: string
  /** Shell commands in each namespace, after all was built; `<b>` is the name of another one. */
  readonly break: { readonly [space: string]: readonly string[] }
  readonly question: QuestionPlan
  /** What the real packet meets. */
  readonly outcome: Answer['outcome']
  /** Chain, and number of the rule that is named; 0 is its policy. */
  readonly rule?: readonly [chain: string, position: number]
}

export const titleOf = ({ cause, about }: Fault): string => (about === undefined ? cause : `${cause}: ${about}`)

export const breakWorld = async ({ environment }: Run, world: Built, { break: faults }: Fault): Promise<void> => {
  for (const [name, commands] of Object.entries(faults)) {
    const script = commands.join('\n').replaceAll(/<([a-z]+)>/g, (_, other: string) => world.nameOf(other))
    const argv = ['nsenter', `--net=${pathOf(world.nameOf(name))}`, 'sh', '-ec', script]
    const { status, stderr } = await execute(argv, { environment })
    if (status !== 0) throw new Error(`${script}: ${stderr}`)
  }
}

/** What is said of a question. */
export const answerOf = (snapshot: Snapshot, world: Built, question: QuestionPlan): Answer => {
  const { from, destination, port, protocol } = question
  const host = destination.includes(':') ? `[${destination}]` : destination
  const to = port === undefined ? `${destination}/icmp` : `${host}:${port}/${protocol}`
  return why(snapshot, { from: `netns:${world.nameOf(from)}`, to })
}

/** What of a remedy can be run: the rest is advice. */
export const commandsOf = ({ cause }: Answer): readonly string[] =>
  (cause?.remedy ?? []).filter((line) => !line.startsWith('#'))
