import type { HostPaths } from '../procfs/root.ts'
import { Turns } from '../turns.ts'
import { type ConfinedContainer, readConfinement, readSurroundings, type Surroundings } from './read-confinement.ts'
import type { Confinement } from './record.ts'

interface Known {
  /** Of the container's first process. */
  readonly first: number
  readonly confinement: Confinement
}

/** A container and its first process. */
export interface FollowedContainer extends ConfinedContainer {
  readonly first: number
}

/**
 * Reads what confines containers, and keeps it from look to look: it costs a dozen files for each process, and changes when a
 * container starts, and hardly ever after that.
 */
export class ConfinementMemory {
  #known = new Map<string, Known>()

  /** Others get their turn between two containers. @param thorough reads also what is known */
  async read(containers: readonly FollowedContainer[], paths: HostPaths, thorough: boolean): Promise<Confinement[]> {
    let surroundings: Surroundings | undefined
    const read = (container: FollowedContainer): Confinement | null => {
      const known = this.#known.get(container.id)
      if (!thorough && known?.first === container.first) return known.confinement
      surroundings ??= readSurroundings(paths)
      return readConfinement(container, container.first, surroundings)
    }
    const turns = new Turns()
    const found: Known[] = []
    for (const container of containers) {
      const confinement = read(container)
      if (confinement !== null) found.push({ first: container.first, confinement })
      await turns.next()
    }
    this.#known = new Map(found.map((known) => [known.confinement.container, known]))
    return found.map(({ confinement }) => confinement)
  }
}
