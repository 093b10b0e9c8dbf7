import { cgroupOwner } from '../containers/cgroup-owner.ts'
import type { Problem } from '../problem.ts'
import { readLink, readText } from '../procfs/read.ts'
import { readCommand } from './command.ts'
import { descriptorsOf } from './descriptors.ts'
import type { SocketOwner } from './record.ts'

/** Sockets of one namespace whose owners are wanted, and the processes in it, which are looked at first. */
export interface SoughtSockets {
  readonly inodes: readonly number[]
  readonly pids: readonly number[]
}

export interface OwnersQuestion {
  readonly sought: readonly SoughtSockets[]
  /** All processes of the machine, listed only when a socket is missing: it may be held by one that is elsewhere. */
  readonly everyone: () => readonly number[]
  /** About so many descriptors are looked at; each takes 2 to 3 µs, and nothing else runs meanwhile. */
  readonly mostDescriptors: number
  /** Sockets that nobody seemed to have are looked for again. */
  readonly thorough: boolean
}

export interface OwnersFound {
  /** By inode. */
  readonly owners: ReadonlyMap<number, SocketOwner>
  /** Sockets that are still to be looked for: the next look goes on where this one had to stop. */
  readonly unfinished: number
  readonly problems: readonly Pick<Problem, 'kind' | 'message'>[]
}

/** Where a socket was found: this link says whether it still is. */
interface Found {
  readonly owner: SocketOwner
  readonly link: string
}

/** A search among all processes, which may take several looks. */
interface Round {
  /** What was missing when it began: what it does not find, nobody has. */
  readonly missing: ReadonlySet<number>
  readonly looked: Set<number>
  readonly denied: Set<number>
}

/** One look. */
interface Search {
  readonly missing: Set<number>
  readonly looked: Set<number>
  readonly denied: Set<number>
  left: number
}

/**
 * Which process has which socket open. The kernel does not tell: every process's descriptors have to be looked through,
 * so what was found is remembered, and only confirmed (one link a socket) the next time.
 */
export class SocketOwners {
  readonly #proc: string
  readonly #found = new Map<number, Found>()
  /** Sockets that no process has: the kernel's own (VXLAN, NFS), and those of processes that may not be looked into. */
  readonly #nobodys = new Set<number>()
  #round: Round | null = null
  /** Processes that the last round could not look into. */
  #denied = 0

  /** @param proc where procfs is mounted */
  constructor(proc: string) {
    this.#proc = proc
  }

  /** Owners of all these sockets, as far as they can be told. Sockets that are not asked for any more are forgotten. */
  find({ sought, everyone, mostDescriptors, thorough }: OwnersQuestion): OwnersFound {
    const wanted = new Set(sought.flatMap(({ inodes }) => inodes))
    wanted.delete(0)
    this.#forgetOthers(wanted, thorough)
    const missing = new Set([...wanted].filter((inode) => !this.#nobodys.has(inode) && !this.#isConfirmed(inode)))
    const search: Search = { missing, looked: new Set(), denied: new Set(), left: mostDescriptors }
    const before = this.#round?.missing
    for (const { inodes, pids } of sought)
      if (inodes.some((inode) => missing.has(inode) && !before?.has(inode))) this.#lookAt(search, inOrder(pids))
    if (missing.size > 0) this.#goRound(search, everyone)
    const owners = new Map([...this.#found].map(([inode, { owner }]) => [inode, owner]))
    return { owners, unfinished: missing.size, problems: this.#problems() }
  }

  #forgetOthers(wanted: ReadonlySet<number>, thorough: boolean): void {
    for (const inode of this.#found.keys()) if (!wanted.has(inode)) this.#found.delete(inode)
    for (const inode of this.#nobodys) if (thorough || !wanted.has(inode)) this.#nobodys.delete(inode)
  }

  #isConfirmed(inode: number): boolean {
    const found = this.#found.get(inode)
    if (found !== undefined && socketIn(readLink(found.link)) === inode) return true
    this.#found.delete(inode)
    return false
  }

  #goRound(search: Search, everyone: () => readonly number[]): void {
    const { missing, looked, denied } = search
    this.#round ??= { missing: new Set(missing), looked: new Set(looked), denied: new Set(denied) }
    const round = this.#round
    const isDone = this.#lookAt(
      search,
      inOrder(everyone()).filter((pid) => !round.looked.has(pid)),
    )
    for (const pid of looked) round.looked.add(pid)
    for (const pid of denied) round.denied.add(pid)
    if (!isDone) return
    for (const inode of round.missing) if (missing.delete(inode)) this.#nobodys.add(inode)
    this.#denied = round.denied.size
    this.#round = null
  }

  /** Looks at processes until nothing is missing. Answers whether the allowance was enough. */
  #lookAt(search: Search, pids: readonly number[]): boolean {
    for (const pid of pids) {
      if (search.missing.size === 0) return true
      if (search.looked.has(pid)) continue
      if (search.left <= 0) return false
      search.looked.add(pid)
      this.#lookInto(search, pid)
    }
    return true
  }

  #lookInto(search: Search, pid: number): void {
    const folder = `${this.#proc}/${pid}/fd`
    const mine: Found[] = []
    const descriptors = descriptorsOf(folder)
    for (const name of descriptors ?? []) {
      const link = `${folder}/${name}`
      const target = readLink(link)
      const inode = socketIn(target)
      if (isDenied(target)) {
        search.denied.add(pid)
        break
      }
      if (inode !== null && search.missing.delete(inode)) mine.push({ link, owner: { inode, pid, command: '' } })
    }
    if (descriptors === null) search.denied.add(pid)
    search.left -= 1 + (descriptors?.length ?? 0)
    if (mine.length > 0) this.#keep(search, pid, mine)
  }

  /** A pid may be given away while its files are read: they are of one process when it has the socket before and after. */
  #keep({ missing }: Search, pid: number, mine: readonly Found[]): void {
    const who = this.#describe(pid)
    for (const { link, owner } of mine)
      if (socketIn(readLink(link)) === owner.inode) this.#found.set(owner.inode, { link, owner: { ...owner, ...who } })
      else missing.add(owner.inode)
  }

  #describe(pid: number): Pick<SocketOwner, 'command' | 'container'> {
    const cgroup = readText(`${this.#proc}/${pid}/cgroup`)
    const container = cgroup.code === undefined ? cgroupOwner(cgroup.value) : null
    return { command: readCommand(this.#proc, pid) ?? '', ...(container === null ? {} : { container: container.id }) }
  }

  #problems(): OwnersFound['problems'] {
    if (this.#nobodys.size === 0 || this.#denied === 0) return []
    const message = `sockets without a known owner: ${this.#nobodys.size}; processes that may not be looked into: ${this.#denied} (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)`
    return [{ kind: 'denied', message }]
  }
}

/** Lowest first, which is the parent of those that share its sockets; init last: it holds what it opened for others. */
const inOrder = (pids: readonly number[]): readonly number[] =>
  pids.toSorted((one, other) => Number(one === 1) - Number(other === 1) || one - other)

/** `socket:[1234]` */
const socketIn = (link: ReturnType<typeof readLink>): number | null =>
  link.code === undefined && link.value.startsWith('socket:[') ? Number(link.value.slice('socket:['.length, -1)) : null

const isDenied = ({ code }: ReturnType<typeof readLink>): boolean => code === 'EACCES' || code === 'EPERM'
