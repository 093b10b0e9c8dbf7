import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What processes have open. */
export interface OpenFiles {
  /** How many files of each container's cgroups, by its id. */
  readonly kept: { readonly [id: string]: number }
  /** Everything else, without the numbers of sockets and the like, sorted. */
  readonly others: readonly string[]
}

/** @param runId the run of the lab whose containers are meant; files of the cgroups of others are left out */
export const openFilesOf = (pids: readonly number[], runId: string): OpenFiles => {
  const kept: { [id: string]: number } = {}
  const others: string[] = []
  const passing = connections()
  for (const link of pids.flatMap(linksOf).filter((candidate) => !passing.has(candidate))) {
    const [, id] = /\/docker\/([0-9a-f]{64})\//.exec(link) ?? []
    if (id === undefined) others.push(link.replace(/\[\d+\]/, '[N]'))
    else if (link.includes(`/${runId}/`)) kept[id] = (kept[id] ?? 0) + 1
  }
  return { kept, others: others.toSorted() }
}

/** What the descriptors of a process lead to. */
const linksOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })

/** Connections that are open now, as `/proc` calls their sockets: these come and go (`/proc/net/tcp`, 0A is LISTEN). */
const connections = (): ReadonlySet<string> =>
  new Set(
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state !== '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  )
