import { buildDockerHost, type DockerHost, type DockerHostSpec } from './docker-host.ts'
import { type JoinableHosts, type Joined, joinedHosts } from './joined-hosts.ts'
import { buildManyNamespaces, buildPlainHost, type ManyNamespaces, type PlainHost } from './plain-host.ts'
import type { PlainHostSpec } from './plain-plan.ts'
import { removeAtExit } from './remove-at-exit.ts'
import { claimRun } from './run.ts'
import { sweep } from './sweep.ts'

export type { DockerContainer, DockerHost, DockerHostSpec } from './docker-host.ts'
export type { Finished } from './execute.ts'
export type { Join } from './join-hosts.ts'
export type { JoinableHosts, Joined } from './joined-hosts.ts'
export type { ManyNamespaces, PlainContainer, PlainHost, QuietContainer } from './plain-host.ts'
export type { Nic, PlainHostSpec } from './plain-plan.ts'
export type { Space } from './space.ts'

/** Throwaway hosts inside network namespaces with no route out. Disposing it removes everything; so does the end of the process. */
export type Lab = AsyncDisposable & {
  /** What the name of every namespace, folder and cgroup of this lab begins with. */
  readonly runId: string
  plainHost(spec: PlainHostSpec): Promise<PlainHost>
  dockerHost(spec: DockerHostSpec): Promise<DockerHost>
  /** Two hosts `left` and `right`, joined by a veth pair; the plain ones have a bridge, two containers and a route to each other's subnet. */
  joinedHosts<K extends keyof JoinableHosts>(kind: K): Promise<Joined<JoinableHosts[K]>>
  /** A bridge and up to 1,023 namespaces on it, without processes. The host's name is `many` by default. */
  manyNamespaces(count: number, name?: string): Promise<ManyNamespaces>
}

/** Opens a lab, after removing what dead runs left behind. Needs root. */
export const openLab = async (): Promise<Lab> => {
  if (process.getuid?.() !== 0) throw new Error('The lab builds network namespaces and needs root: run it with sudo.')
  sweep()
  const run = claimRun()
  const remove = removeAtExit(run.id)
  return {
    runId: run.id,
    plainHost: (spec) => buildPlainHost(run, spec),
    dockerHost: (spec) => buildDockerHost(run, spec),
    joinedHosts: (kind) => joinedHosts[kind](run),
    manyNamespaces: (count, name = 'many') => buildManyNamespaces(run, name, count),
    [Symbol.asyncDispose]: async () => {
      const left = remove()
      if (left.length > 0) throw new Error(`The lab ${run.id} could not remove ${left.join(', ')}.`)
    },
  }
}
