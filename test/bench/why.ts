import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { why } from '../../agent/reachability/why.ts'
import { answerLines } from '../../agent/why/batch.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { takeSnapshot } from '../../collectors/take-snapshot.ts'
import { median } from './median.ts'
import type { Stage } from './stage.ts'

/** Milliseconds of the wall clock for one question. */
interface WhyCost {
  /** Nothing of the snapshot was looked at before; the code is warm. */
  readonly firstMs: number
  readonly batchMs: number
}

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

/** Snapshots until Node has compiled what indexes them. */
const warmUps = 200

/** @param questions how many in a batch */
export const measureWhy = async ({ directory, folder }: Stage, rounds: number, questions: number): Promise<WhyCost> => {
  const names = readdirSync(folder).sort()
  const host = names.find((name) => names.every((other) => other.startsWith(name)))
  if (host === undefined) throw new Error('the stage has no host')
  execFileSync('nsenter', [`--net=${folder}/${host}`, 'iptables-nft-restore'], { input: restore })
  using reader = await KernelReader.open()
  const options = { version: '0', root: directory, netnsFolders: [folder], docker: null, thorough: false, flows: true }
  // A first look reads everything; a thorough one would also find what else is on this machine.
  const look = async (): Promise<Snapshot> => (await takeSnapshot(reader, options)).snapshot
  const snapshot = await look()
  const containers = names.filter((name) => name !== host)
  const pairAt = (at: number): readonly [string, string] => {
    const from = containers[at % containers.length]
    const to = containers[(at * 7 + 1 + Math.floor(at / containers.length)) % containers.length]
    return [`netns:${from}`, `netns:${to}${[':80', ':53/udp', ''][at % 3]}`]
  }
  checkWalk(snapshot, pairAt(0))
  const lines = Array.from({ length: questions }, (_, at) => pairAt(at).join(' '))
  await answerAll(snapshot, lines.slice(0, questions / 10))
  const firsts: number[] = []
  for (let at = 0; at < warmUps + rounds; at++) {
    const fresh = await look()
    const [from, to] = pairAt(at * 3)
    const start = performance.now()
    why(fresh, { from, to })
    firsts.push(performance.now() - start)
  }
  const start = performance.now()
  await answerAll(structuredClone(snapshot), lines)
  return { firstMs: median(firsts.slice(warmUps)), batchMs: (performance.now() - start) / questions }
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
