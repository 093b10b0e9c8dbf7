import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Compared, runRound, usualPace } from './compare.ts'
import { drawPlan } from './generate/plan.ts'
import { sizeOf } from './plan.ts'
import { count, describe, isWrong, percentOf, questionText, startTally, summary } from './report.ts'
import { openSession, type Session } from './session.ts'
import { shrink } from './shrink.ts'
import { withTraces } from './traces.ts'

const usage = `node test/oracle/main.ts [--time SECONDS] [--seed N] [--worlds N] [--questions N] [--shrink N] [--out FOLDER]

Builds random container hosts, sends real packets in them, and compares what happens with what the simulation says.
  --time       begins no round after this time (default 60)
  --seed       the first seed; the others follow it (default: random)
  --worlds     hosts at a time (default 40)
  --questions  for each host (default 50)
  --shrink     makes up to so many disagreements, each of another kind, small and writes them to the folder (default 0)
  --traces     compares also the rules of nf_tables that requests of TCP and UDP go through
  --slips      prints what tools did not accept of the plans
`

const { values } = parseArgs({
  options: {
    time: { type: 'string', default: '60' },
    seed: { type: 'string' },
    worlds: { type: 'string', default: '40' },
    questions: { type: 'string', default: '50' },
    shrink: { type: 'string', default: '0' },
    out: { type: 'string', default: 'oracle-disagreements' },
    slips: { type: 'boolean', default: false },
    traces: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** Disagreements of one kind are likely one fault: where the simulated packet ends, or how. */
const kindOf = ({ real, said, path }: Compared): string => {
  const end = path.findLast((line) => line.startsWith('  lost: '))?.split(' in ')[0] ?? path[0] ?? ''
  return [real, ...said, end].join(' ')
}

const writeSmall = async (session: Session, wrong: readonly Compared[]): Promise<void> => {
  mkdirSync(values.out, { recursive: true })
  const kinds = [...Map.groupBy(wrong, kindOf).values()]
  for (const [one] of kinds.slice(0, Number(values.shrink))) {
    if (one === undefined) continue
    const plan = await shrink(session, one)
    const about = `${one.judgement}: ${questionText(one.question)}: really ${one.real}, simulated ${one.said.join(' or ')}`
    const file = `${values.out}/${one.plan.seed}-${one.question.from}-${one.question.protocol}.json`
    writeFileSync(file, `${JSON.stringify({ about, plan }, null, 2)}\n`)
    process.stdout.write(`size ${sizeOf(one.plan)} -> ${sizeOf(plan)}: ${file}\n`)
  }
}

const runOracle = async (): Promise<number> => {
  await using session = await openSession()
  const tally = startTally()
  const wrong: Compared[] = []
  const end = performance.now() + Number(values.time) * 1000
  let seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed)
  process.stdout.write(`first seed ${seed}\n`)
  do {
    const plans = Array.from({ length: Number(values.worlds) }, () => drawPlan(seed++, Number(values.questions)))
    const round = values.traces
      ? await runRound(session, plans.map(withTraces), { ...usualPace, isTraced: true })
      : await runRound(session, plans)
    count(tally, round.compared)
    tally.simulatedMs.push(...round.simulatedMs)
    const found = round.compared.filter(isWrong)
    wrong.push(...found)
    for (const one of found) process.stdout.write(`\n${describe(one)}\n`)
    if (values.slips) process.stdout.write(`${round.slips.join('\n')}\n`)
    process.stdout.write(
      `\n${tally.probes} probes, ${wrong.length} wrong, ${percentOf(tally, 'uncertain').toFixed(2)} % uncertain, next seed ${seed}\n`,
    )
  } while (performance.now() < end)
  await writeSmall(session, wrong)
  process.stdout.write(`\n${summary(tally)}\n`)
  return wrong.length === 0 ? 0 : 1
}

if (values.help) process.stdout.write(usage)
else process.exitCode = await runOracle()
