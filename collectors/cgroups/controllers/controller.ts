import type { Content } from '../content.ts'
import type { Cgroup, CgroupPart } from '../record.ts'

type Draft<T> = T extends readonly (infer E)[]
  ? Draft<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T

/** A record while it is filled. */
export type CgroupDraft = Draft<Cgroup>

/** One file of a cgroup's folder. */
export interface CgroupFile {
  /** `PAGESIZE` in it stands for each size of huge pages that the machine has, as `2MB`. */
  readonly name: string
  /** Read only on a kernel that has no file of this name, which is listed before. */
  readonly onlyWithout?: string
  /**
   * Puts into the record what the file says. It looks at nothing else and writes nothing when it throws.
   * @throws DecodeError where the file does not say what it should
   */
  readonly read: (content: Content, cgroup: CgroupDraft, pageSize: string) => void
}

/** Files of one folder that come and go together. */
export interface Source {
  /** Version 1: the controller, whose hierarchy is looked in. On version 2, where all is in one, it is only for show. */
  readonly controller: string
  /** Version 2: where the first is not there, the controller is not enabled in this cgroup and the others are not asked for. */
  readonly files: readonly CgroupFile[]
}

/** Where a part of the record comes from. It is read from version 1 where one of its controllers is mounted there. */
export interface Controller {
  readonly part: CgroupPart
  readonly version1: readonly Source[]
  readonly version2: readonly Source[]
}
