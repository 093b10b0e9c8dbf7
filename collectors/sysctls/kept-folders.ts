import type { NetnsId } from '../collector.ts'
import { type Directory, openDirectory } from '../linux/directory.ts'
import { readText } from '../procfs/read.ts'

/**
 * The folders of /proc/sys/net of the namespaces seen in the last look, open.
 * All namespaces' folders share one name in the kernel's cache, and finding one takes longer the more there are: 40 µs
 * among 1,000. An open folder of /proc/sys, unlike a descriptor of the namespace, does not keep the namespace alive; when
 * that is gone, the files are not there any more.
 */
export class KeptFolders implements Disposable {
  readonly #most = descriptorLimit() / 2
  readonly #byNetns = new Map<NetnsId, Map<string, Directory>>()
  #count = 0

  /**
   * Reads files of a folder; the thread must be in the namespace.
   * @returns a text for each name, null for a file that is not there; null if the folder is not there
   */
  read(netns: NetnsId, path: string, names: readonly string[]): (string | null)[] | null {
    const kept = this.#byNetns.get(netns)
    const texts = kept?.get(path)?.read(names)
    if (texts?.some((text) => text !== null)) return texts
    // Not seen before, or what bore this id is gone: kernels before 5.14 have none that lasts.
    this.#close(kept, path)
    const folder = openDirectory(path)
    if (folder === null) return null
    const first = folder.read(names)
    if (this.#count < this.#most) this.#keep(netns, path, folder)
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

  #keep(netns: NetnsId, path: string, folder: Directory): void {
    this.#byNetns.set(netns, (this.#byNetns.get(netns) ?? new Map<string, Directory>()).set(path, folder))
    this.#count++
  }

  #close(folders: Map<string, Directory> | undefined, path: string): void {
    const folder = folders?.get(path)
    if (folder === undefined) return
    folder[Symbol.dispose]()
    folders?.delete(path)
    this.#count--
  }
}

/** How many files this process may have open (proc_pid_limits(5)); Node has raised it as far as it may. */
const descriptorLimit = (): number => {
  const limits = readText('/proc/self/limits')
  return Number(/^Max open files +(\d+)/m.exec(limits.code === undefined ? limits.value : '')?.[1] ?? 0)
}
