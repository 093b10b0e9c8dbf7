import { constants } from 'node:fs'
import { type FileHandle, lstat, open, opendir } from 'node:fs/promises'
import type { Pace } from './pace.ts'
import { SizeError, sizeError } from './size-error.ts'
import { Tally } from './tally.ts'

/** What a directory and all below it take on disk. */
export interface TreeSize {
  readonly bytes: number
  readonly inodes: number
}

/**
 * Measures as `du -x` does: blocks, each inode once, nothing on other filesystems, no link followed. Whoever lives in the
 * tree may rename and replace things meanwhile: every directory is opened below one that is already open, so the walk never
 * leaves the tree.
 * @param path of a directory; those above it are trusted
 * @throws SizeError
 */
export const measureTree = async (path: string, pace: Pick<Pace, 'step'>): Promise<TreeSize> => {
  try {
    await using walk = new Walk(pace)
    await walk.toEnd(path)
    return walk.size
  } catch (error) {
    throw sizeError(error)
  }
}

/** A directory, and nothing else: a link is not followed, and a FIFO that took its place is not waited for. */
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Directories that are held open at a time: those above are opened again on the way up. */
const mostOpen = 32

/** Asked for together; the pool has four threads. */
const entriesAtATime = 32

/** A directory on the way down. */
interface Level {
  /** Null while the walk is far below. */
  handle: FileHandle | null
  ino: number
  /** The directories in it that are still to be entered. */
  readonly folders: string[]
}

/**
 * What an entry of an open directory is called, whatever that one's path is by now: procfs leads from a descriptor to the
 * directory itself, as openat(2) does. Names are bytes and need not be UTF-8: here, each byte is a character.
 */
const entryOf = ({ fd }: FileHandle, name: string): Buffer => Buffer.from(`/proc/self/fd/${fd}/${name}`, 'latin1')

class Walk implements AsyncDisposable {
  readonly #pace: Pick<Pace, 'step'>
  readonly #tally = new Tally()
  readonly #levels: Level[] = []
  /** Of the filesystem. */
  #device: number | null = null

  constructor(pace: Pick<Pace, 'step'>) {
    this.#pace = pace
  }

  get size(): TreeSize {
    return { bytes: this.#tally.bytes, inodes: this.#tally.inodes }
  }

  async toEnd(path: string): Promise<void> {
    await this.#enter(await open(path, folderFlags))
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      await this.#pace.step()
      const folder = level.folders.pop()
      if (folder === undefined) await this.#leave(level)
      else await this.#descend(level, folder)
    }
  }

  async #descend({ handle }: Level, folder: string): Promise<void> {
    if (handle === null) throw new Error('a directory that was left is walked')
    const opened = await unlessGone(open(entryOf(handle, folder), folderFlags))
    if (opened === null) return
    const tooHigh = this.#levels.at(-mostOpen)
    await tooHigh?.handle?.close()
    if (tooHigh) tooHigh.handle = null
    await this.#enter(opened)
  }

  /** Counts the directory and the files in it. */
  async #enter(handle: FileHandle): Promise<void> {
    const level: Level = { handle, ino: 0, folders: [] }
    this.#levels.push(level)
    const stats = await handle.stat()
    this.#device ??= stats.dev
    if (stats.dev !== this.#device) return
    level.ino = stats.ino
    this.#tally.add(stats)
    let files: Buffer[] = []
    for await (const entry of await opendir(entryOf(handle, '.'), { encoding: 'latin1' })) {
      if (entry.isDirectory()) level.folders.push(entry.name)
      else files.push(entryOf(handle, entry.name))
      if (this.#tally.meet() % entriesAtATime > 0) continue
      await this.#count(files)
      files = []
    }
    await this.#count(files)
  }

  async #count(files: readonly Buffer[]): Promise<void> {
    const found = await Promise.all(files.map((file) => unlessGone(lstat(file))))
    for (const stats of found) if (stats?.dev === this.#device) this.#tally.add(stats)
    await this.#pace.step()
  }

  /** Goes up to the directory above. */
  async #leave({ handle }: Level): Promise<void> {
    const above = this.#levels.at(-2)
    if (handle !== null && above !== undefined && above.handle === null) {
      above.handle = await open(entryOf(handle, '..'), folderFlags)
      const { dev, ino } = await above.handle.stat()
      if (dev !== this.#device || ino !== above.ino) throw new SizeError('interrupted', 'moved while it was measured')
    }
    this.#levels.pop()
    await handle?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { handle } of this.#levels) await handle?.close()
  }
}

/** Null for what was there when it was listed, and is gone or something else now. */
const unlessGone = async <T>(call: Promise<T>): Promise<T | null> => {
  try {
    return await call
  } catch (error) {
    if (sizeError(error).kind === 'vanished') return null
    throw error
  }
}
