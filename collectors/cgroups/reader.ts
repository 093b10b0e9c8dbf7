import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../problem.ts'
import { readNames } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { BlockDevices } from './block-devices.ts'
import type { CgroupDraft } from './controllers/controller.ts'
import { Descriptors } from './descriptors.ts'
import { CgroupFolder } from './folder.ts'
import { hugePageSizes } from './huge-pages.ts'
import { placeIn, readCgroupMounts } from './mounts.ts'
import { findPlaces, type Place } from './places.ts'
import type { Cgroup, CgroupPart } from './record.ts'

/** A cgroup to be read: a container's own, or the root of the host. */
export interface CgroupTarget {
  /** Container id; absent for the root of the host. */
  readonly container?: string
  /** For the record: path of the container's cgroup, `/` for the root. */
  readonly path: string
  /** Text of `/proc/PID/cgroup` of a process in it, or in a cgroup below; not looked at for the root. */
  readonly text: string
}

/** Paths of a container's own cgroup by controller as `/proc/PID/cgroup` has them; that on version 2 under the empty name. */
export type OwnPaths = (text: string, container: string) => ReadonlyMap<string, string>

export interface CgroupReaderOptions {
  readonly paths: HostPaths
  /** What is wanted; no other file is opened. */
  readonly parts: ReadonlySet<CgroupPart>
  readonly ownPaths: OwnPaths
  readonly report: (kind: Problem['kind'], message: string, about?: string) => void
  /** How many files to keep open; what the process's limit allows by default. */
  readonly descriptors?: number
}

/** The cgroup that is being read, and what is kept of it. */
interface Known {
  readonly text: string
  /** By place. */
  readonly folders: readonly (CgroupFolder | null)[]
}

/** Reads what the controllers say of cgroups, of either version or both. Keeps files open from one reading to the next. */
export class CgroupReader implements Disposable {
  readonly #ownPaths: OwnPaths
  readonly #tell: CgroupReaderOptions['report']
  readonly #isMounted: boolean
  readonly #places: readonly Place[]
  readonly #devices: BlockDevices
  readonly #descriptors: Descriptors
  readonly #known = new Map<string, Known>()
  readonly #told = new Set<string>()
  #current: CgroupTarget = { path: '/', text: '' }

  constructor({ paths, parts, ownPaths, report, descriptors }: CgroupReaderOptions) {
    this.#ownPaths = ownPaths
    this.#tell = report
    const sizes = readNames(join(paths.sys, 'kernel/mm/hugepages'))
    const pageSizes = hugePageSizes(sizes.code === undefined ? sizes.value : [])
    const mounts = readCgroupMounts(paths)
    this.#isMounted = mounts.length > 0
    this.#places = findPlaces(parts, mounts, pageSizes)
    this.#devices = new BlockDevices(paths.sys)
    this.#descriptors = new Descriptors(descriptors)
  }

  [Symbol.dispose](): void {
    this.keepOnly([])
  }

  /** To be called before the cgroups of one reading: a problem that stays is a problem of each reading. */
  begin(): void {
    this.#told.clear()
  }

  /**
   * Reads one cgroup, synchronously. Parts that this kernel or this cgroup lacks are absent; what cannot be read or
   * understood is absent, too, and reported, once for each name of a file until the next `begin`.
   * @returns null when the cgroup is gone
   */
  read(target: CgroupTarget): Cgroup | null {
    this.#current = target
    if (!this.#isMounted) this.#once('unavailable', '', 'no cgroup hierarchy is mounted')
    const { folders } = this.#look(target)
    const { container, path } = target
    const cgroup: CgroupDraft = container === undefined ? { path } : { container, path }
    let isThere = false
    for (const folder of folders) if (folder?.read(cgroup)) isThere = true
    if (!isThere) {
      this.#drop(keyOf(target))
      return null
    }
    for (const device of cgroup.io ?? []) device.device = this.#devices.nameOf(device.major, device.minor)
    return cgroup
  }

  /** Closes what is kept for all others. To be called once in a while, best after each round. */
  keepOnly(targets: Iterable<CgroupTarget>): void {
    const wanted = new Set([...targets].map(keyOf))
    for (const key of this.#known.keys()) if (!wanted.has(key)) this.#drop(key)
    this.#devices.forget()
  }

  /** The folders of the cgroup, those of the last time if it has not moved. */
  #look(target: CgroupTarget): Known {
    const key = keyOf(target)
    const known = this.#known.get(key)
    if (known !== undefined && known.text === target.text) return known
    const paths = target.container === undefined ? null : this.#ownPaths(target.text, target.container)
    const folders = this.#places.map((place, number) => {
      const path = paths === null ? '/' : paths.get(place.hierarchy)
      const directory = path === undefined ? null : this.#directoryOf(place, path)
      const before = known?.folders[number] ?? null
      if (before?.directory === directory) return before
      before?.[Symbol.dispose]()
      return directory === null ? null : this.#folder(place, directory, target)
    })
    const found = { text: target.text, folders }
    this.#known.set(key, found)
    return found
  }

  #folder(place: Place, directory: string, { container }: CgroupTarget): CgroupFolder {
    return new CgroupFolder({
      place,
      directory,
      isRoot: container === undefined,
      descriptors: this.#descriptors,
      report: (kind, file, message) => this.#once(kind, file, message),
    })
  }

  #directoryOf({ mounts }: Place, path: string): string | null {
    const seen = mounts.flatMap((mount) => placeIn(mount, path) ?? [])
    const [first] = seen
    if (first !== undefined) return seen.find((directory) => existsSync(directory)) ?? first
    this.#once('unavailable', '', `${path} is not below any mount of its hierarchy; ${mending}`)
    return null
  }

  #once(kind: Problem['kind'], file: string, message: string): void {
    const key = `${kind} ${file}`
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#tell(kind, message, aboutOf(this.#current))
  }

  #drop(key: string): void {
    for (const folder of this.#known.get(key)?.folders ?? []) folder?.[Symbol.dispose]()
    this.#known.delete(key)
  }
}

const mending = "the agent has to run in the host's cgroup namespace (docker run --cgroupns=host)"

const keyOf = ({ container }: CgroupTarget): string => container ?? '/'

const aboutOf = ({ container }: CgroupTarget): string =>
  container === undefined ? 'root cgroup' : `container ${container.slice(0, 12)}`
