import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { why } from '../../agent/reachability/why.ts'
import { answerLines } from '../../agent/why/batch.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { retakeSnapshot, takeSnapshot } from '../../collectors/take-snapshot.ts'
import { median } from './median.ts'
import type { Stage } from './stage.ts'

/** Milliseconds of the wall clock for one question. */
interface WhyCost {
  /** Of a look that found one more change of the host, by what changed. */
  readonly afterChangeMs: { readonly [change in keyof typeof changes]: number }
  /** Of a host of which nothing was seen before: every record is new. The code is warm, as in the others. */
  readonly newHostMs: number
  readonly batchMs: number
}

/** Commands that change the host, and undo that. */
const changes = {
  address: (isUndone: boolean) => ['ip', 'address', isUndone ? 'del' : 'add', '10.67.0.1/32', 'dev', 'lo'],
  neighbour: (isUndone: boolean) => [
    'ip',
    'neigh',
    isUndone ? 'del' : 'add',
    '10.67.0.2',
    'lladdr',
    '02:00:00:00:00:02',
    'dev',
    'br0',
  ],
  rule: (isUndone: boolean) => ['iptables-nft', isUndone ? '-D' : '-A', 'DOCKER-USER', '-s', '10.67.0.3', '-j', 'DROP'],
}
const changeNames = Object.keys(changes) as (keyof typeof changes)[]

/** Of the host, all before the one that accepts: the rules of as many networks and published ports. */
const rules = 1000

const ruleLines = Array.from({ length: rules }, (_, at) =>
  [
    `-A DOCKER -d 10.65.${at >> 8}.${at & 255}/32 ! -i br0 -o br0 -p tcp -m tcp --dport ${1024 + at} -j ACCEPT`,
    `-A DOCKER-USER -s 10.66.${at >> 8}.${at & 255}/32 -m conntrack --ctstate NEW -j DROP`,
    `-A DOCKER-USER -i eth${at} -p udp -m multiport --dports 53,${1024 + at} -j RETURN`,
  ].at(at % 3),
)

const restore = `*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
${ruleLines.join('\n')}
-A FORWARD -j DOCKER-USER
-A FORWARD -o br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o br0 -j DOCKER
-A FORWARD -i br0 -o br0 -j ACCEPT
COMMIT
`

/** Looks of each kind until Node has compiled what indexes them. */
const warmUps = 250

/** @param questions how many in a batch */
export const measureWhy = async ({ directory, folder }: Stage, rounds: number, questions: number): Promise<WhyCost> => {
  const names = readdirSync(folder).sort()
  const host = names.find((name) => names.every((other) => other.startsWith(name)))
  if (host === undefined) throw new Error('the stage has no host')
  const inHost = (command: readonly string[], input = ''): void => {
    execFileSync('nsenter', [`--net=${folder}/${host}`, ...command], { input })
  }
  inHost(['iptables-nft-restore'], restore)
  const containers = names.filter((name) => name !== host)
  const pairAt = (at: number): readonly [string, string] => {
    const from = containers[at % containers.length]
    const to = containers[(at * 7 + 1 + Math.floor(at / containers.length)) % containers.length]
    return [`netns:${from}`, `netns:${to}${[':80', ':53/udp', ''][at % 3]}`]
  }
  let asked = 0
  const question = (snapshot: Snapshot): number => {
    const [from, to] = pairAt(3 * asked++)
    const start = performance.now()
    why(snapshot, { from, to })
    return performance.now() - start
  }

  using reader = await KernelReader.open({ events: true })
  const options = { version: '0', root: directory, netnsFolders: [folder], docker: null, thorough: false, flows: true }
  // A first look reads everything; a thorough one would also find what else is on this machine.
  let last = await takeSnapshot(reader, options)
  checkWalk(last.snapshot, pairAt(0))
  const lines = Array.from({ length: questions }, (_, at) => pairAt(at).join(' '))
  await answerAll(last.snapshot, lines.slice(0, questions / 10))
  const after = { address: [] as number[], neighbour: [] as number[], rule: [] as number[] }
  const ofNewHosts: number[] = []
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const change of changeNames) {
      inHost(changes[change](round % 2 === 1))
      const again = await retakeSnapshot(reader, last, options)
      if (again === null || again.taken.snapshot === last.snapshot) throw new Error(`nobody heard of the ${change}`)
      last = again.taken
      after[change].push(question(last.snapshot))
    }
    ofNewHosts.push(question(structuredClone(last.snapshot)))
  }
  const medianOf = (times: readonly number[]): number => median(times.slice(warmUps))
  const start = performance.now()
  await answerAll(structuredClone(last.snapshot), lines)
  const batchMs = (performance.now() - start) / questions
  const afterChangeMs = {
    address: medianOf(after.address),
    neighbour: medianOf(after.neighbour),
    rule: medianOf(after.rule),
  }
  return { afterChangeMs, newHostMs: medianOf(ofNewHosts), batchMs }
}

const answerAll = async (snapshot: Snapshot, lines: readonly string[]): Promise<void> => {
  for await (const { json, status } of answerLines(snapshot, lines, { explain: false, verify: null }))
    if (status === 2) throw new Error(json)
}

/** What is measured has to be the whole way, through all rules. */
const checkWalk = (snapshot: Snapshot, [from, to]: readonly [string, string]): void => {
  const { path, outcome } = why(snapshot, { from, to }, { explain: true })
  const looked = path.filter(({ step }) => step === 'looked').length
  if (outcome !== 'refused' || looked < rules - 2)
    throw new Error(`the walk is not the one that is meant: ${outcome} after ${looked} rules`)
}
