/** NFT_REG32_NUM data registers of 4 bytes (linux/netfilter/nf_tables.h). */
const slots = 16
const size = slots * 4

/** Bytes that no snapshot tells. */
export interface Taint {
  /** What the rest depends on: "whether …", "which …". */
  readonly unknown: string
  /** All that the bytes may be; null where that is not known, or far too many. */
  readonly values: readonly Uint8Array[] | null
}

/** The data registers of one run, in the byte order that the kernel keeps each value in, and which of them are not known. */
export interface Registers {
  readonly bytes: Buffer
  /** The same memory. */
  readonly words: Uint32Array
  /** By register of 4 bytes. */
  readonly taints: (Taint | null)[]
  /** Where a taint begins that covers several registers. */
  readonly starts: number[]
  tainted: boolean
}

export const newRegisters = (): Registers => {
  const memory = new ArrayBuffer(size)
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), taints: [], starts: [], tainted: false }
}

/**
 * Where a register begins: NFT_REG_1 to 4 have 16 bytes each; the same bytes are NFT_REG32_00 to 15 of 4 bytes, numbered from 8
 * (nft_parse_register).
 */
export const registerAt = (register: number | undefined): number => {
  if (register !== undefined && register >= 1 && register <= 4) return (register - 1) * 16
  return register !== undefined && register >= 8 && register < 8 + slots ? (register - 8) * 4 : 0
}

/** What was there is overwritten. */
export const clean = (registers: Registers, at: number, length: number): void => {
  if (!registers.tainted) return
  for (let slot = at >> 2; slot < (at + length + 3) >> 2; slot++) registers.taints[slot] = null
  registers.tainted = registers.taints.some((taint) => taint !== null && taint !== undefined)
}

/** Puts something unknown there. */
export const spoil = (registers: Registers, at: number, length: number, taint: Taint): void => {
  for (let slot = at >> 2; slot < (at + length + 3) >> 2; slot++) {
    registers.taints[slot] = taint
    registers.starts[slot] = at
  }
  registers.tainted = true
}

/** A number in the byte order of the machine. */
export const putWord = (registers: Registers, at: number, value: number): void => {
  clean(registers, at, 4)
  registers.words[at >> 2] = value
}

/** nft_reg_store8: the rest of the register is zero. */
export const putByte = putWord

/** Two bytes in network order (nft_reg_store_be16). */
export const putBig16 = (registers: Registers, at: number, value: number): void => {
  putWord(registers, at, (value >>> 8) | ((value & 0xff) << 8))
}

/** Bytes; what they leave of their last register is zero. */
export const putBytes = (registers: Registers, at: number, bytes: Uint8Array): void => {
  clean(registers, at, bytes.length)
  if ((bytes.length & 3) !== 0) registers.words[(at + bytes.length) >> 2] = 0
  registers.bytes.set(bytes, at)
}

/** More would be asked one by one without end. */
export const mostValues = 256

/** What is unknown of these bytes; null: they are known. Its values are those of all the bytes, the known ones too. */
export const taintOf = (registers: Registers, at: number, length: number): Taint | null => {
  if (!registers.tainted) return null
  const [from, to] = [at >> 2, (at + length + 3) >> 2]
  const found = new Set<Taint>()
  for (let slot = from; slot < to; slot++) {
    const taint = registers.taints[slot]
    if (taint !== null && taint !== undefined) found.add(taint)
  }
  const [first] = found
  if (first === undefined) return null
  const unknown = [...found].map((taint) => taint.unknown).join(', ')
  let values: Uint8Array[] | null = [registers.bytes.subarray(at, at + length)]
  for (const taint of found) {
    if (taint.values === null || taint.values.length * values.length > mostValues) return { unknown, values: null }
    values = combined(registers, at, values, taint)
  }
  return { unknown, values }
}

const combined = (registers: Registers, at: number, values: readonly Uint8Array[], taint: Taint): Uint8Array[] => {
  const all: Uint8Array[] = []
  for (const value of values)
    for (const own of taint.values ?? []) {
      const copy = Uint8Array.from(value)
      for (let i = 0; i < copy.length; i++) {
        const slot = (at + i) >> 2
        if (registers.taints[slot] === taint) copy[i] = own[at + i - (registers.starts[slot] ?? 0)] ?? 0
      }
      all.push(copy)
    }
  return all
}
