import { bpfInfo, nextBpfId } from '../linux/bpf.ts'
import { bpfProgInfo } from './program-info.ts'
import type { AttachedProgram } from './record.ts'

export type ProgramInfo = Pick<AttachedProgram, 'id' | 'name' | 'tag' | 'type' | 'jited' | 'uid'>

/**
 * All programs of the machine, by their numbers; each is looked at once. The kernel gives a number again only after two
 * thousand million others.
 */
export class KnownPrograms {
  #programs = new Map<number, ProgramInfo>()
  #types: ReadonlySet<string | undefined> = new Set()

  /**
   * To be called before each look: which programs there are now.
   * @throws KernelError (needs CAP_SYS_ADMIN), DecodeError
   */
  begin(): void {
    const programs = new Map<number, ProgramInfo>()
    for (let id = nextBpfId('program', 0); id !== null; id = nextBpfId('program', id)) {
      const info = this.#programs.get(id) ?? read(id)
      if (info !== null) programs.set(id, info)
    }
    this.#programs = programs
    this.#types = new Set([...programs.values()].map(({ type }) => type))
  }

  /** Whether there is any program of this type. */
  has(type: string): boolean {
    return this.#types.has(type)
  }

  /** One that was loaded since, or has gone, may be no more than its number. @throws KernelError, DecodeError */
  describe(id: number): ProgramInfo {
    return this.#programs.get(id) ?? read(id) ?? { id }
  }
}

const read = (id: number): ProgramInfo | null => {
  const view = bpfInfo('program', id)
  if (view === null) return null
  const { name, tag, type, jitedLength, uid } = bpfProgInfo.decode(view, 0, view.byteLength)
  return { id, ...(name === '' ? {} : { name }), tag, type, jited: jitedLength > 0, uid }
}
