import { KernelError } from '../../../linux/errno.ts'
import { openTableSocket, type TableFamily, type TableSocket } from '../../../linux/xtables-socket.ts'
import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { bridgeNames } from './bridge-names.ts'
import { countedBridge, countedTable, type TableCounters } from './counted-table.ts'
import type { LegacyTable } from './decode.ts'
import { decodeTable, type KeptTable, renewedTable, type TableBytes } from './kept-table.ts'
import { type LegacyFamily, layouts, type TableInfo } from './layout.ts'
import { type KeptBridge, readBridgeTable } from './read-bridge.ts'
import { tableNames } from './table-names.ts'

const ENOENT = 2
const EAGAIN = 11
const ENOPROTOOPT = 92
/** A table that changes faster than it can be read is told to be interrupted. */
const attempts = 10

/** XT_TABLE_MAXNAMELEN */
const nameSize = 32
/** struct ipt_get_entries: name, size; the entries begin at the next multiple of 8. */
const origin = 40

/** Nothing of what is read here is kept in it. */
const scratchStep = 64 * 1024
let scratch = new ArrayBuffer(scratchStep)
/** What is larger (some 3,000 rules) is given back at once. */
const largestScratch = 1024 * 1024

const room = (size: number): ArrayBuffer => {
  if (size <= scratch.byteLength) return scratch
  const larger = new ArrayBuffer(Math.ceil(size / scratchStep) * scratchStep)
  if (larger.byteLength <= largestScratch) scratch = larger
  return larger
}

/**
 * The kernel leaves bytes as they are behind the NUL of names: what another table left there would make the same table look
 * another one. So all is 0 before.
 */
const writeName = (request: Uint8Array, name: string): void => {
  request.fill(0)
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

type Visit = (socket: TableSocket, name: string) => void

/** A table that went away since its name was read (its module was removed) is no error, nor is a family that the kernel has not. */
const eachOf = (family: TableFamily, names: readonly string[], visit: Visit): void => {
  if (names.length === 0) return
  using socket = openTableSocket(family)
  for (const name of names)
    try {
      visit(socket, name)
    } catch (error) {
      const isGone = error instanceof KernelError && (error.errno === ENOENT || error.errno === ENOPROTOOPT)
      if (!isGone) throw error
    }
}

/** Calls `visit` for each table but those of ebtables that exists in the namespace where the thread is now. */
const eachTable = (visit: (bytes: TableBytes) => void): void => {
  for (const [family, names] of Object.entries(tableNames()) as [LegacyFamily, readonly string[]][])
    eachOf(family, names, (socket, name) => visit(readBytes(socket, family, name)))
}

/** The legacy tables of a namespace. */
export interface LegacyReading {
  /** Those of IPv4, IPv6, ARP; in the kernel's order; then those of ebtables. */
  readonly tables: readonly LegacyTable[]
  /** Tables that could not be decoded, and extensions (which are kept as unknown ones) whose struct made no sense. */
  readonly malformed: readonly DecodeError[]
  /** Tables of ebtables that hold rules somewhere; where, this kernel does not tell to those who only read. */
  readonly untold: readonly string[]
  /** What the next reading need not decode again. */
  readonly kept: ReadonlyMap<string, KeptTable>
  readonly keptBridges: ReadonlyMap<string, KeptBridge>
}

/**
 * Reads all legacy tables of the namespace where the thread is now, and creates none.
 * @param previous the reading before: what did not change since is the same object in the new one, down to the rule
 * @throws KernelError EPERM without CAP_NET_ADMIN, EAGAIN when a table changed again and again
 */
export const readLegacyTables = (previous?: LegacyReading): LegacyReading => {
  const kept = new Map<string, KeptTable>()
  const keptBridges = new Map<string, KeptBridge>()
  const undecodable: DecodeError[] = []
  const unlessMalformed = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      undecodable.push(error)
    }
  }
  eachTable((bytes) =>
    unlessMalformed(() => {
      const key = `${bytes.family} ${bytes.info.name}`
      const before = previous?.kept.get(key)
      kept.set(key, (before && renewedTable(before, bytes)) ?? decodeTable(bytes))
    }),
  )
  const { names, untold } = bridgeNames()
  eachOf('bridge', names, (socket, name) =>
    unlessMalformed(() => keptBridges.set(name, readBridgeTable(socket, name, previous?.keptBridges.get(name)))),
  )
  const all = [...kept.values(), ...keptBridges.values()]
  const malformed = [...undecodable, ...all.flatMap((table) => table.malformed)]
  const reading = { tables: all.map(({ table }) => table), malformed, untold, kept, keptBridges }
  return previous !== undefined && undecodable.length === 0 && isSame(previous, reading) ? previous : reading
}

/** Whether a reading found the very tables of another; `malformed` follows from them where every table was decoded. */
const isSame = (one: LegacyReading, other: LegacyReading): boolean =>
  one.tables.length === other.tables.length &&
  one.tables.every((table, at) => table === other.tables[at]) &&
  one.malformed.length === other.malformed.length &&
  one.untold.join() === other.untold.join()

/**
 * Only the counters of all legacy tables of the namespace where the thread is now. A table whose bytes make no sense is left
 * out: the reading of the rules tells of it.
 * @throws KernelError as `readLegacyTables`
 */
export const readLegacyCounters = (): readonly TableCounters[] => {
  const tables: TableCounters[] = []
  const unlessMalformed = (count: () => TableCounters): void => {
    try {
      tables.push(count())
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
  eachTable((bytes) => unlessMalformed(() => countedTable(bytes)))
  eachOf('bridge', bridgeNames().names, (socket, name) =>
    unlessMalformed(() => countedBridge(readBridgeTable(socket, name, undefined).table)),
  )
  return tables
}
