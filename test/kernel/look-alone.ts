/**
 * A program for tests that must be alone in their process: takes snapshots of this machine and prints what they left behind.
 * Arguments: the root folder, how many snapshots, and `counters` to read all counters after each.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { KernelReader } from '../../collectors/kernel.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { UsageReader } from '../../collectors/usage.ts'
import { usageReads } from '../../collectors/usage-record.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { takeAtHost } from './look-at.ts'

/** What is printed. */
export interface Left {
  readonly snapshot: Snapshot
  /** The namespace of every thread, after the last snapshot. */
  readonly threads: readonly string[]
  readonly home: string
  /** What the descriptors were before, while the reader was kept, and after. */
  readonly descriptors: { readonly before: string[]; readonly kept: string[][]; readonly after: string[] }
  /** Fields of `/proc/self/stat` that count children: page faults and times. */
  readonly childCounters: readonly number[]
  readonly children: string
}

const descriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // The descriptor of the listing itself.
      return []
    }
  })

const threads = (): string[] => readdirSync('/proc/self/task')

const childCounters = (): number[] => {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // cminflt, cmajflt, cutime, cstime: fields 11, 13, 16, 17 of proc_pid_stat(5), of which two are cut off.
  return [11, 13, 16, 17].map((field) => Number(fields[field - 3]))
}

const run = async (root: string, times: number, withCounters: boolean): Promise<Left> => {
  const home = readlinkSync('/proc/self/ns/net')
  const before = descriptors()
  const kept: string[][] = []
  const snapshots: Snapshot[] = []
  {
    using kernel = await KernelReader.open()
    await using counters = new UsageReader({ kernel, paths: hostPaths(root), reads: new Set(usageReads) })
    for (let n = 0; n < times; n++) {
      const taken = await takeAtHost({ root, thorough: true }, kernel)
      if (withCounters) counters.follow(taken)
      snapshots.push({ ...taken.snapshot, ...(withCounters && { usage: await counters.read() }) })
      kept.push(descriptors())
    }
  }
  const snapshot = snapshots.at(-1)
  if (snapshot === undefined) throw new Error('no snapshot was asked for')
  return {
    snapshot,
    threads: threads().map((thread) => readlinkSync(`/proc/self/task/${thread}/ns/net`)),
    home,
    descriptors: { before, kept, after: descriptors() },
    childCounters: childCounters(),
    children: threads()
      .map((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8'))
      .join(''),
  }
}

if (import.meta.main) {
  const [root = '/', times = '1', what] = process.argv.slice(2)
  process.stdout.write(toJson(await run(root, Number(times), what === 'counters')))
}
