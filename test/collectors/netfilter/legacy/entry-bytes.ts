import type { TableBytes } from '../../../../collectors/netfilter/xtables/legacy/kept-table.ts'

/** A match or a target as x_tables has it: size, name, revision, struct (struct xt_entry_match, xt_entry_target). */
export const extensionBytes = (name: string, data: Uint8Array, revision = 0): Buffer => {
  const head = Buffer.alloc(32)
  const padded = Buffer.alloc((data.length + 7) & ~7)
  padded.set(data)
  head.writeUInt16LE(32 + padded.length, 0)
  head.write(name, 2)
  head.writeUInt8(revision, 31)
  return Buffer.concat([head, padded])
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

/** A standard target; NF_ACCEPT is -2 there, NF_DROP -1, a return -5, and what is not negative the byte of a chain. */
export const verdictBytes = (value: number): Buffer => extensionBytes('', number(value))

/** struct ipt_entry with its matches and its target. */
export const entryBytes = (
  target: Buffer,
  matches: readonly Buffer[] = [],
  compare?: (entry: Buffer) => void,
): Buffer => {
  const entry = Buffer.alloc(112)
  compare?.(entry)
  const targetAt = entry.length + matches.reduce((sum, { length }) => sum + length, 0)
  entry.writeUInt16LE(targetAt, 88)
  entry.writeUInt16LE(targetAt + target.length, 90)
  return Buffer.concat([entry, ...matches, target])
}

/** The entry that a chain of a user begins with, and the last of all. */
export const chainBytes = (name: string): Buffer => {
  const data = Buffer.alloc(32)
  data.write(name)
  return entryBytes(extensionBytes('ERROR', data))
}

/** A table of IPv4 whose only built-in chain is INPUT: its entries, its policy, and what stands behind. */
export const tableBytes = (input: readonly Buffer[], behind: readonly Buffer[] = []): TableBytes => {
  const policyAt = input.reduce((sum, { length }) => sum + length, 0)
  const blob = Buffer.concat([...input, entryBytes(verdictBytes(-2)), ...behind, chainBytes('ERROR')])
  return tableOf(blob, policyAt)
}

export const tableOf = (blob: Uint8Array, policyAt: number): TableBytes => {
  const bytes = new Uint8Array((blob.length + 7) & ~7)
  bytes.set(blob)
  return {
    family: 'ipv4',
    info: {
      name: 'filter',
      validHooks: 2,
      hookEntries: [0, 0, 0, 0, 0],
      underflows: [0, policyAt, 0, 0, 0],
      entries: 0,
      size: blob.length,
    },
    blob: {
      view: new DataView(bytes.buffer),
      words: new Int32Array(bytes.buffer, 0, bytes.length >> 2),
      origin: 0,
      length: blob.length,
    },
  }
}
