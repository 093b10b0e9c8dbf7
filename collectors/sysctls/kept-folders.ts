import type { NetnsId } from '../collector.ts'
import { type Directory, openDirectory } from '../linux/directory.ts'
import { readText } from '../procfs/read.ts'

/** How much of the descriptors that the process may have can be held by files, and by folders when those have theirs. */
const shareForFiles = 0.7
const shareForFolders = 0.8

interface Kept {
  readonly folder: Directory
  /** How many descriptors it holds. */
  readonly descriptors: number
}

/**
 * The folders of /proc/sys/net of the namespaces seen in the last look, open.
 * All namespaces' folders share one name in the kernel's cache, and finding one takes longer the more there are: 40 µs
 * among 1,000. An open file or folder of /proc/sys, unlike a descriptor of the namespace, does not keep the namespace
 * alive; when that is gone, the files are not there any more.
 */
export class KeptFolders implements Disposable {
  readonly #limit = descriptorLimit()
  readonly #byNetns = new Map<NetnsId, Map<string, Kept>>()
  #descriptors = 0

  /**
   * Reads files of a folder; the thread must be in the namespace.
   * @returns a text for each name, null for a file that is not there; null if the folder is not there
   */
  read(netns: NetnsId, path: string, names: readonly string[]): (string | null)[] | null {
    const kept = this.#byNetns.get(netns)
    const texts = kept?.get(path)?.folder.read(names)
    if (texts?.some((text) => text !== null)) return texts
    // Not seen before, or what bore this id is gone: kernels before 5.14 have none that lasts.
    this.#close(kept, path)
    const files = this.#descriptors < this.#limit * shareForFiles
    const folder = openDirectory(path, files)
    if (folder === null) return null
    const first = folder.read(names)
    if (this.#descriptors < this.#limit * shareForFolders)
      this.#keep(netns, path, { folder, descriptors: files ? 1 + names.length : 1 })
    else folder[Symbol.dispose]()
    return first
  }

  /** Closes the folders of namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const [netns, folders] of this.#byNetns) {
      if (isThere(netns)) continue
      for (const path of folders.keys()) this.#close(folders, path)
      this.#byNetns.delete(netns)
    }
  }

  [Symbol.dispose](): void {
    this.keepOnly(() => false)
  }

  #keep(netns: NetnsId, path: string, kept: Kept): void {
    this.#byNetns.set(netns, (this.#byNetns.get(netns) ?? new Map<string, Kept>()).set(path, kept))
    this.#descriptors += kept.descriptors
  }

  #close(folders: Map<string, Kept> | undefined, path: string): void {
    const kept = folders?.get(path)
    if (kept === undefined) return
    kept.folder[Symbol.dispose]()
    folders?.delete(path)
    this.#descriptors -= kept.descriptors
  }
}

/** How many files this process may have open (proc_pid_limits(5)); Node has raised it as far as it may. */
const descriptorLimit = (): number => {
  const limits = readText('/proc/self/limits')
  return Number(/^Max open files +(\d+)/m.exec(limits.code === undefined ? limits.value : '')?.[1] ?? 0)
}
