import { KernelError } from '../../../linux/errno.ts'
import { openTableSocket, type TableSocket } from '../../../linux/xtables-socket.ts'
import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { countedTable, type TableCounters } from './counted-table.ts'
import type { LegacyTable } from './decode.ts'
import { decodeTable, type KeptTable, renewedTable, type TableBytes } from './kept-table.ts'
import { type LegacyFamily, layouts, type TableInfo } from './layout.ts'
import { tableNames } from './table-names.ts'

const ENOENT = 2
const EAGAIN = 11
/** A table that changes faster than it can be read is told to be interrupted. */
const attempts = 10

/** XT_TABLE_MAXNAMELEN */
const nameSize = 32
/** struct ipt_get_entries: name, size; the entries begin at the next multiple of 8. */
const origin = 40

/** Nothing of what is read here is kept in it. */
let scratch = new ArrayBuffer(64 * 1024)
/** What is larger is given back at once. */
const largestScratch = 1024 * 1024

const room = (size: number): ArrayBuffer => {
  if (size <= scratch.byteLength) return scratch
  const larger = new ArrayBuffer(2 * size)
  if (larger.byteLength <= largestScratch) scratch = larger
  return larger
}

const writeName = (request: Uint8Array, name: string): void => {
  request.fill(0, 0, origin)
  Buffer.from(name).copy(request, 0, 0, nameSize - 1)
}

/** @throws KernelError, DecodeError */
const askInfo = (socket: TableSocket, family: LegacyFamily, name: string): TableInfo => {
  const { info } = layouts[family]
  const answer = new Uint8Array(info.size)
  writeName(answer, name)
  socket.ask('info', answer)
  return info.decode(new DataView(answer.buffer), 0, info.size)
}

const sameInfo = (one: TableInfo, other: TableInfo): boolean =>
  one.size === other.size &&
  one.hookEntries.every((at, hook) => at === other.hookEntries[hook]) &&
  one.underflows.every((at, hook) => at === other.underflows[hook])

/**
 * The table must exist. It is asked twice what it is: between two answers it may become another one of the same size.
 * @throws KernelError (EAGAIN when it changed all the time), DecodeError
 */
const readBytes = (socket: TableSocket, family: LegacyFamily, name: string): TableBytes => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const info = askInfo(socket, family, name)
    const buffer = room(origin + info.size)
    const request = new Uint8Array(buffer, 0, origin + info.size)
    writeName(request, name)
    const view = new DataView(buffer)
    view.setUint32(nameSize, info.size, littleEndian)
    try {
      socket.ask('entries', request)
    } catch (error) {
      if (error instanceof KernelError && error.errno === EAGAIN) continue
      throw error
    }
    if (!sameInfo(info, askInfo(socket, family, name))) continue
    const words = new Int32Array(buffer, 0, buffer.byteLength >> 2)
    return { family, info, blob: { view, words, origin, length: info.size } }
  }
  throw new KernelError({ operation: `read the legacy ${family} table ${name}`, errno: EAGAIN })
}

/** Calls `visit` for each table that exists in the namespace where the thread is now. */
const eachTable = (visit: (socket: TableSocket, family: LegacyFamily, name: string) => void): void => {
  for (const [family, names] of Object.entries(tableNames()) as [LegacyFamily, readonly string[]][]) {
    if (names.length === 0) continue
    using socket = openTableSocket(family)
    for (const name of names) visit(socket, family, name)
  }
}

/** A table that went away since its name was read (its module was removed) is no error. */
const unlessGone = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof KernelError && error.errno === ENOENT)) throw error
  }
}

/** The legacy tables of a namespace. */
export interface LegacyReading {
  /** Those of IPv4, IPv6, ARP; in the kernel's order. */
  readonly tables: readonly LegacyTable[]
  /** Tables that could not be decoded, and extensions (which are kept as unknown ones) whose struct made no sense. */
  readonly malformed: readonly DecodeError[]
  /** What the next reading need not decode again. */
  readonly kept: ReadonlyMap<string, KeptTable>
}

/**
 * Reads all legacy tables of the namespace where the thread is now, and creates none.
 * @param previous the reading before: what did not change since is the same object in the new one, down to the rule
 * @throws KernelError EPERM without CAP_NET_ADMIN, EAGAIN when a table changed again and again
 */
export const readLegacyTables = (previous?: LegacyReading): LegacyReading => {
  const kept = new Map<string, KeptTable>()
  const undecodable: DecodeError[] = []
  eachTable((socket, family, name) => {
    const key = `${family} ${name}`
    unlessGone(() => {
      try {
        const bytes = readBytes(socket, family, name)
        const before = previous?.kept.get(key)
        kept.set(key, (before && renewedTable(before, bytes)) ?? decodeTable(bytes))
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
        undecodable.push(error)
      }
    })
  })
  const all = [...kept.values()]
  const malformed = [...undecodable, ...all.flatMap((table) => table.malformed)]
  const isOld =
    undecodable.length === 0 && previous?.kept.size === kept.size && previous.malformed.length === malformed.length
  if (isOld && [...kept].every(([key, table]) => previous.kept.get(key) === table)) return previous
  return { tables: all.map(({ table }) => table), malformed, kept }
}

/**
 * Only the counters of all legacy tables of the namespace where the thread is now. A table whose bytes make no sense is left
 * out: the reading of the rules tells of it.
 * @throws KernelError as `readLegacyTables`
 */
export const readLegacyCounters = (): readonly TableCounters[] => {
  const tables: TableCounters[] = []
  eachTable((socket, family, name) =>
    unlessGone(() => {
      try {
        tables.push(countedTable(readBytes(socket, family, name)))
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
      }
    }),
  )
  return tables
}
