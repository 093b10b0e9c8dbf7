import type { Stats } from 'node:fs'
import { SizeError } from './size-error.ts'

/** More take longer than it is worth, and the names of directories that wait to be entered take memory. */
const mostEntries = 1_000_000

/** Files of which not all names were met yet are kept in mind. */
const mostLinked = 100_000

/** The unit of `st_blocks`, whatever the filesystem's own is (stat(2)). */
const blockBytes = 512

/** Adds up what a tree takes on disk. */
export class Tally {
  bytes = 0
  inodes = 0
  #entries = 0
  /** Names that are still to come, by inode. */
  readonly #linked = new Map<number, number>()

  /** Counts an entry of a directory, of whatever kind; returns how many there were. @throws SizeError */
  meet(): number {
    this.#entries += 1
    if (this.#entries > mostEntries) throw tooMuch(`more than ${mostEntries} entries`)
    return this.#entries
  }

  /** Adds what lstat(2) told: a file with several names once. @throws SizeError */
  add(stats: Stats): void {
    if (stats.nlink > 1 && !stats.isDirectory() && this.#metBefore(stats)) return
    this.bytes += stats.blocks * blockBytes
    this.inodes += 1
  }

  #metBefore({ ino, nlink }: Stats): boolean {
    const toCome = this.#linked.get(ino)
    if (toCome === 1) this.#linked.delete(ino)
    else this.#linked.set(ino, (toCome ?? nlink) - 1)
    if (this.#linked.size > mostLinked) throw tooMuch(`more than ${mostLinked} files with several names`)
    return toCome !== undefined
  }
}

const tooMuch = (what: string): SizeError => new SizeError('unsupported', `${what}: not measured`)
