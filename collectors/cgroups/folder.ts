import { statSync } from 'node:fs'
import { errno } from '../linux/descriptor.ts'
import { KernelError, problemKindOf } from '../linux/errno.ts'
import type { Problem } from '../problem.ts'
import { DecodeError } from '../wire/error.ts'
import type { CgroupDraft, CgroupFile } from './controllers/controller.ts'
import type { Descriptors, Holder } from './descriptors.ts'
import type { Place } from './places.ts'

const notKept = -1

/**
 * A file is taken for one that this kernel has not when it is not there for so long in one and the same cgroup, in milliseconds: of a
 * cgroup that is being removed, the files go before the folder does (kernel/cgroup/cgroup.c, cgroup_destroy_locked).
 */
const certainAfter = 1000

/** A cgroup is never given the inode of another one (fs/kernfs: 64 bits, counted up). */
const inodeOf = (directory: string): bigint | undefined =>
  statSync(directory, { bigint: true, throwIfNoEntry: false })?.ino

interface FolderOptions {
  readonly place: Place
  readonly directory: string
  readonly isRoot: boolean
  readonly descriptors: Descriptors
  readonly report: (kind: Problem['kind'], file: string, message: string) => void
}

/** The files of one controller in one cgroup. */
export class CgroupFolder implements Holder, Disposable {
  readonly directory: string
  readonly #place: Place
  readonly #missing: Set<string>
  readonly #descriptors: Descriptors
  readonly #report: FolderOptions['report']
  readonly #kept: number[]
  /** Files that were not there at the last reading, with the cgroup's inode then. */
  readonly #absent = new Map<string, { readonly inode: bigint; readonly since: number }>()

  constructor({ place, directory, isRoot, descriptors, report }: FolderOptions) {
    this.directory = directory
    this.#place = place
    this.#missing = isRoot ? place.missingAtRoot : place.missing
    this.#descriptors = descriptors
    this.#report = report
    this.#kept = place.files.map(() => notKept)
  }

  [Symbol.dispose](): void {
    this.release()
  }

  release(): void {
    for (const [number, fd] of this.#kept.entries()) {
      if (fd !== notKept) this.#descriptors.closeKept(fd)
      this.#kept[number] = notKept
    }
    this.#descriptors.forget(this)
  }

  /** Fills the record from all files. @returns false when the cgroup is gone */
  read(cgroup: CgroupDraft): boolean {
    const { version, files } = this.#place
    for (let number = 0; number < files.length; number += 1) {
      const file = files[number]
      if (file === undefined || this.#isLeftOut(file)) continue
      const length = this.#readWhole(file.name, number)
      if (length >= 0) {
        this.#absent.delete(file.name)
        this.#parse(file, cgroup)
        continue
      }
      const code = -length
      if (code === errno.noEntry || code === errno.noDevice || code === errno.io) {
        const inode = inodeOf(this.directory)
        if (inode === undefined) return false
        // Its controller is not enabled here, or not any more.
        if (version === 2 && number === 0) return true
        if (code === errno.noEntry) this.#noteAbsent(file.name, inode)
      }
      if (code === errno.notSupported) this.#missing.add(file.name)
      else if (code !== errno.noEntry && code !== errno.noDevice) this.#refused(file.name, code)
    }
    return true
  }

  #isLeftOut({ name, onlyWithout }: CgroupFile): boolean {
    if (this.#missing.has(name)) return true
    return onlyWithout !== undefined && !this.#missing.has(onlyWithout) && !this.#absent.has(onlyWithout)
  }

  #noteAbsent(name: string, inode: bigint): void {
    const before = this.#absent.get(name)
    if (before?.inode !== inode) this.#absent.set(name, { inode, since: performance.now() })
    else if (performance.now() - before.since >= certainAfter) this.#missing.add(name)
  }

  #parse(file: CgroupFile, cgroup: CgroupDraft): void {
    try {
      file.read(this.#descriptors.content, cgroup, '')
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#report('malformed', file.name, error.within(file.name).message)
    }
  }

  #refused(name: string, code: number): void {
    const error = new KernelError({ operation: `read ${name}`, errno: code })
    this.#report(problemKindOf(error.code), name, error.message)
  }

  /** A cgroup of the same name may be there anew: when a kept file has died, the name is looked up again. */
  #readWhole(name: string, number: number): number {
    const kept = this.#kept[number] ?? notKept
    if (kept !== notKept) {
      const length = this.#descriptors.read(kept)
      if (length !== -errno.noDevice && length !== -errno.io) return length
      this.#descriptors.closeKept(kept)
      this.#kept[number] = notKept
    }
    const fd = this.#descriptors.open(`${this.directory}/${name}`)
    if (fd < 0) return fd
    const length = this.#descriptors.read(fd)
    if (length >= 0 && this.#descriptors.keep(this)) this.#kept[number] = fd
    else this.#descriptors.close(fd)
    return length
  }
}
