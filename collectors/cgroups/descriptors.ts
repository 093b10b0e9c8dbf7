import { closeDescriptor, errno, openToRead, readFromStart } from '../linux/descriptor.ts'
import { readText } from '../procfs/read.ts'
import type { Content } from './content.ts'

/** Descriptors that are left to the rest of the process: sockets, a look at the host, the engine's connections. */
const reserve = (limit: number): number => Math.max(256, Math.ceil(limit / 8))

/** No file of a cgroup is longer. */
const longest = 16 << 20

/** How many descriptors may be kept, by RLIMIT_NOFILE of this process (proc_pid_limits(5)). */
export const descriptorBudget = (limits: string): number => {
  const [, soft = ''] = /^Max open files +(\S+)/m.exec(limits) ?? []
  const limit = soft === 'unlimited' ? 1 << 20 : Number(soft) || 1024
  return Math.max(0, limit - reserve(limit))
}

const ownLimits = (): string => {
  const limits = readText('/proc/self/limits')
  return limits.code === undefined ? limits.value : ''
}

/** Someone who keeps descriptors, and closes them when they are needed elsewhere. */
export interface Holder {
  /** Gives back all descriptors. */
  release(): void
}

/**
 * Keeps files of cgroups open, as many as the process may, and reads the others by opening them each time: a read of a
 * kept one costs half a microsecond, with opening and closing two more. A kept file does not keep its cgroup
 * from being removed (kernfs answers ENODEV then), but it takes 5 KiB in the kernel, most of it a buffer of a page.
 */
export class Descriptors {
  readonly content: { -readonly [K in keyof Content]: Content[K] } = { bytes: Buffer.alloc(1 << 15), length: 0 }
  readonly #holders = new Set<Holder>()
  #budget: number
  #kept = 0

  /** @param budget how many to keep; what the process's limit allows by default */
  constructor(budget?: number) {
    this.#budget = budget ?? descriptorBudget(ownLimits())
  }

  /** Opens and perhaps keeps. @returns a descriptor, or the negative errno */
  open(path: string): number {
    const fd = openToRead(path)
    if (fd !== -errno.tooMany && fd !== -errno.tableFull) return fd
    this.#shed()
    return openToRead(path)
  }

  /** Whether the holder may keep one more. */
  keep(holder: Holder): boolean {
    if (this.#kept >= this.#budget) return false
    this.#kept += 1
    this.#holders.add(holder)
    return true
  }

  close(fd: number): void {
    closeDescriptor(fd)
  }

  closeKept(fd: number): void {
    closeDescriptor(fd)
    this.#kept -= 1
  }

  forget(holder: Holder): void {
    this.#holders.delete(holder)
  }

  /** Reads a whole file into `content`. @returns its length, or the negative errno */
  read(fd: number): number {
    const { content } = this
    let length = readFromStart(fd, content.bytes)
    while (length === content.bytes.length && length < longest) {
      content.bytes = Buffer.alloc(length * 2)
      length = readFromStart(fd, content.bytes)
    }
    content.length = Math.max(0, length)
    return length
  }

  /** The process has no descriptor left: half of the kept ones are given back, and no more are kept from now on. */
  #shed(): void {
    this.#budget = Math.floor(this.#kept / 2)
    for (const holder of this.#holders) {
      if (this.#kept <= this.#budget) break
      holder.release()
    }
  }
}
