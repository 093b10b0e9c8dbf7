import { parseArgs } from 'node:util'
import { freshSeed } from '../kernel/random.ts'
import { brokenPromises, table } from './report.ts'
import { soak } from './soak.ts'

const usage = `node test/soak/main.ts [--minutes N] [--containers N] [--namespaces N] [--storm N] [--pause MS] [--seed N]

Lets an agent follow a host on which everything changes at random and much goes wrong, and compares what it knows with a fresh look.
  --minutes     how long (default 10)
  --containers  of a real engine, at most at a time (default 10)
  --namespaces  beside them (default 30)
  --storm       namespaces that come and go now and then, as fast as they can (default 1000)
  --pause       between two changes of each kind, on average, in milliseconds (default 200)
  --seed        of the changes (default: random)
The status is 1 when a promise was broken.
`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    containers: { type: 'string', default: '10' },
    namespaces: { type: 'string', default: '30' },
    storm: { type: 'string', default: '1000' },
    pause: { type: 'string', default: '200' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const runSoak = async (): Promise<number> => {
  const seed = values.seed === undefined ? freshSeed() : Number(values.seed)
  process.stdout.write(`seed ${seed}\n`)
  const soaked = await soak({
    minutes: Number(values.minutes),
    containers: Number(values.containers),
    namespaces: Number(values.namespaces),
    storm: Number(values.storm),
    pauseMs: Number(values.pause),
    seed,
    tell: (line) => process.stdout.write(`${line}\n`),
  })
  const broken = brokenPromises(soaked)
  process.stdout.write(`\n${table(soaked)}`)
  for (const { tookMs, last } of soaked.comparisons)
    for (const line of last) process.stdout.write(`alike after ${tookMs.toFixed(0)} ms: ${line}\n`)
  for (const line of broken) process.stdout.write(`\nbroken: ${line}\n`)
  return broken.length === 0 ? 0 : 1
}

if (values.help) process.stdout.write(usage)
else process.exitCode = await runSoak()
