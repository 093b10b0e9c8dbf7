import type { NetnsId } from '../collector.ts'
import { readText } from '../procfs/read.ts'
import type { Holder } from './candidate.ts'
import type { Namespace } from './record.ts'

interface Found {
  readonly id: NetnsId
  readonly inode: number | null
  readonly names: Set<string>
  readonly pids: Set<number>
  readonly holder: Holder
}

/** The namespaces found so far in one snapshot, each once, however many ways lead to it. */
export class Census {
  readonly #byId = new Map<NetnsId, Found>()
  readonly #byInode = new Map<number, Found>()
  #someGone = false

  /** True when the namespace is new. Another one of the same inode was found earlier, and has gone since. */
  add(found: { id: NetnsId; inode: number | null; holder: Holder }): boolean {
    if (this.#byId.has(found.id)) return false
    const former = found.inode === null ? undefined : this.#byInode.get(found.inode)
    if (former !== undefined) {
      this.#byId.delete(former.id)
      this.#someGone = true
    }
    const entry = { ...found, names: new Set<string>(), pids: new Set<number>() }
    this.#byId.set(found.id, entry)
    if (found.inode !== null) this.#byInode.set(found.inode, entry)
    return true
  }

  /** Whether one that was found has gone since. */
  get someGone(): boolean {
    return this.#someGone
  }

  /** Notes what else leads to a namespace. */
  note(id: NetnsId, how: { name?: string | undefined; pids: readonly number[] }): void {
    const found = this.#byId.get(id)
    if (how.name !== undefined) found?.names.add(how.name)
    for (const pid of how.pids) found?.pids.add(pid)
  }

  has(id: NetnsId): boolean {
    return this.#byId.has(id)
  }

  idOfInode(inode: number): NetnsId | null {
    return this.#byInode.get(inode)?.id ?? null
  }

  /** @param proc where the command names are read */
  records(proc: string, root: NetnsId): Namespace[] {
    return [...this.#byId.values()].map(({ id, inode, names, pids, holder }) => {
      const sorted = [...pids].sort((a, b) => a - b)
      const command = sorted[0] === undefined ? {} : commandOf(proc, sorted[0])
      return { id, inode, names: [...names], pids: sorted, root: id === root, holder, ...command }
    })
  }
}

const commandOf = (proc: string, pid: number): { command?: string } => {
  const comm = readText(`${proc}/${pid}/comm`)
  return comm.code === undefined ? { command: comm.value.trimEnd() } : {}
}
