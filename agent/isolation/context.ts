import type { ConfinedProcess, Confinement } from '../../collectors/confinement/record.ts'
import type { Container } from '../../collectors/containers/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { containerWords } from '../reachability/causes/reading/container-facts.ts'
import { containerKey } from '../topology/identity.ts'

/** A container that runs, and what confines it. */
export interface Subject {
  readonly container: Container
  readonly confinement: Confinement
  /** Its first process, after which the others are judged. */
  readonly leader: ConfinedProcess
  /** Of its node in the graph. */
  readonly key: string
  /** `container web` */
  readonly title: string
  /** Its users are others than the host's: what it may do, it may do to its own things only. */
  readonly isRemapped: boolean
}

/** What all checks look at. */
export interface Context {
  readonly snapshot: Snapshot
  readonly subjects: readonly Subject[]
  /** The network namespaces that are the host's to a container: the machine's, and the one in which the engine works. */
  readonly hostNetns: ReadonlySet<string>
}

export const contextOf = (snapshot: Snapshot): Context => {
  const { containers, namespaces, engine, confinements = [], host } = snapshot
  const byId = new Map(confinements.map((confinement) => [confinement.container, confinement]))
  const hostUser = host?.namespaces?.['user']
  return {
    snapshot,
    subjects: containers.flatMap((container) => {
      const confinement = byId.get(container.id)
      const leader = confinement?.processes[0]
      if (confinement === undefined || leader === undefined) return []
      const user = leader.namespaces?.['user']
      return [
        {
          container,
          confinement,
          leader,
          key: containerKey(container.id),
          title: titleOf(container),
          isRemapped: user !== undefined && hostUser !== undefined && user !== hostUser,
        },
      ]
    }),
    hostNetns: new Set([
      ...namespaces.flatMap(({ id, root }) => (root ? [id] : [])),
      ...(engine?.netns ? [engine.netns] : []),
    ]),
  }
}

export const titleOf = (container: Container): string => `container ${containerWords(container)}`
