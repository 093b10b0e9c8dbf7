import type { Literal, Tree, UnknownLoad } from './expression-tree.ts'

/** NFT_REG_1 to 4 have 16 bytes each; the same bytes are NFT_REG32_00 to 15 of 4 bytes, numbered from 8. */
const slotOf = (register: number): number | null => {
  if (register >= 1 && register <= 4) return (register - 1) * 4
  return register >= 8 && register < 24 ? register - 8 : null
}

/** Bits that a value takes in registers; 0 where that is not known. */
export const bitsOf = (tree: Tree): number => {
  switch (tree.kind) {
    case 'literal':
      return tree.hex.length * 4
    case 'swapped':
      return bitsOf(tree.of)
    case 'map-lookup':
      return tree.dataKind?.bits ?? 0
    case 'concatenation':
      return tree.parts.reduce((sum, part) => sum + slots(part) * 32, 0)
    case 'constant':
    case 'load':
    case 'ct-address':
    case 'payload':
    case 'operation':
    case 'hash':
      return tree.bits
    default:
      return 0
  }
}

/** There are no more than 16, whatever a map says of its data. */
const slots = (tree: Tree): number => Math.min(16, Math.max(1, Math.ceil(bitsOf(tree) / 32)))

/** Which value is in which register while a rule runs. */
export interface Registers {
  readonly write: (register: number | undefined, tree: Tree) => void
  /** Null where nothing was put in. */
  readonly read: (register: number | undefined) => Tree | null
  /** The values that lie there one behind the other and are so many bits together. */
  readonly readAll: (register: number | undefined, bits: number) => Tree | null
  /** Something unknown may have been put into any of them. */
  readonly forget: () => void
  /** Unknown expressions whose values nothing has used: no statement shows them. */
  readonly unused: () => readonly UnknownLoad[]
}

export const createRegisters = (): Registers => {
  const values: (Tree | undefined)[] = []
  const unused = new Set<UnknownLoad>()
  const used = (tree: Tree): Tree => {
    if (tree.kind === 'unknown-load') unused.delete(tree)
    return tree
  }
  const read = (register: number | undefined): Tree | null => {
    const slot = register === undefined ? null : slotOf(register)
    if (slot === null) return null
    const value = values[slot]
    if (value !== undefined) return used(value)
    for (let at = slot - 1; at >= 0; at--) {
      const before = values[at]
      if (before !== undefined) return at + slots(before) > slot ? { kind: 'within', of: before } : null
    }
    return null
  }
  return {
    read,
    write: (register, tree) => {
      const slot = register === undefined ? null : slotOf(register)
      if (slot === null) return
      for (let at = slot + 1; at < slot + slots(tree); at++) delete values[at]
      values[slot] = tree
      if (tree.kind === 'unknown-load') unused.add(tree)
    },
    readAll: (register, bits) => {
      const first = read(register)
      const size = first === null ? 0 : bitsOf(first)
      if (first === null || size === 0 || Math.ceil(size / 8) * 8 >= bits) return first
      const slot = slotOf(register ?? 0) ?? 0
      const parts: Tree[] = []
      for (let at = slot; at < slot + bits / 32; ) {
        const part = values[at]
        if (part === undefined) return null
        parts.push(used(part))
        at += slots(part)
      }
      return { kind: 'concatenation', parts }
    },
    forget: () => {
      values.length = 0
    },
    unused: () => [...unused],
  }
}

/** The bytes of a value that is compared with several: one for each, every one padded to 4 bytes. */
export const splitLiteral = (literal: Literal, parts: readonly Tree[]): readonly Literal[] => {
  let at = 0
  return parts.map((part) => {
    const hex = literal.hex.slice(at, at + Math.ceil(bitsOf(part) / 8) * 2)
    at += slots(part) * 8
    return { kind: 'literal', hex }
  })
}
