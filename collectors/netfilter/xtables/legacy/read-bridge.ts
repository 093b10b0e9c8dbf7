import { KernelError } from '../../../linux/errno.ts'
import { libc, type Pinned } from '../../../linux/libc.ts'
import type { TableSocket } from '../../../linux/xtables-socket.ts'
import type { DecodeError } from '../../../wire/error.ts'
import type { BridgeTable } from '../record.ts'
import { type BridgeBytes, decodeBridgeTable } from './bridge-decode.ts'
import { bridgeCounterSize, bridgeInfo, bridgeQuestion } from './bridge-layout.ts'

const EINVAL = 22
const EAGAIN = 11
const attempts = 10

const rooms = new Map<'entries' | 'counters', Pinned>()

/** Memory at a known address, which is never given back: it grows by powers of two, and there is one of each kind. */
const room = (kind: 'entries' | 'counters', size: number): Pinned => {
  const known = rooms.get(kind)
  if (known !== undefined && known.bytes.length >= size) return known
  const larger = libc().pinned(2 ** Math.ceil(Math.log2(Math.max(size, 4096))))
  rooms.set(kind, larger)
  return larger
}

const viewOf = ({ bytes }: Pinned, length: number): DataView => new DataView(bytes.slice(0, length).buffer)

/**
 * A table of ebtables. The kernel refuses a question (EINVAL) whose sizes are not those of the table any more.
 * @throws KernelError (EAGAIN when it changed all the time), DecodeError
 */
const readBytes = (socket: TableSocket, name: string): BridgeBytes => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const asked = Buffer.alloc(bridgeInfo.size)
    asked.write(name, 0)
    socket.ask('info', asked)
    const info = bridgeInfo.decode(new DataView(asked.buffer, asked.byteOffset, asked.length), 0, asked.length)
    const countersSize = info.entries * bridgeCounterSize
    const [entries, counters] = [room('entries', info.entriesSize), room('counters', countersSize)]
    // The kernel wants the question to be as long as all that it answers, although it writes elsewhere.
    const question = Buffer.alloc(bridgeInfo.size + info.entriesSize + countersSize)
    question.write(name, 0)
    question.writeUInt32LE(info.entries, bridgeQuestion.entries)
    question.writeUInt32LE(info.entriesSize, bridgeQuestion.entriesSize)
    question.writeUInt32LE(info.entries, bridgeQuestion.counterCount)
    question.writeBigUInt64LE(counters.address, bridgeQuestion.counters)
    question.writeBigUInt64LE(entries.address, bridgeQuestion.blob)
    try {
      socket.ask('entries', question)
    } catch (error) {
      if (error instanceof KernelError && error.errno === EINVAL) continue
      throw error
    }
    return {
      name,
      validHooks: info.validHooks,
      entries: viewOf(entries, info.entriesSize),
      counters: viewOf(counters, countersSize),
    }
  }
  throw new KernelError({ operation: `read the legacy table ${name} of ebtables`, errno: EAGAIN })
}

/** A table as it was read. */
export interface KeptBridge {
  readonly table: BridgeTable
  readonly malformed: readonly DecodeError[]
  readonly bytes: BridgeBytes
}

const isSame = (one: DataView, other: DataView): boolean =>
  Buffer.compare(new Uint8Array(one.buffer), new Uint8Array(other.buffer)) === 0

/**
 * Reads a table that exists.
 * @param before the reading before; the answer, if nothing changed since
 * @throws KernelError, DecodeError
 */
export const readBridgeTable = (socket: TableSocket, name: string, before: KeptBridge | undefined): KeptBridge => {
  const bytes = readBytes(socket, name)
  if (
    before !== undefined &&
    isSame(before.bytes.entries, bytes.entries) &&
    isSame(before.bytes.counters, bytes.counters)
  )
    return before
  const malformed: DecodeError[] = []
  const table = decodeBridgeTable(bytes, (error) => malformed.push(error))
  return { table, malformed, bytes }
}
