import { littleEndian } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'

/** Bytes of an attribute's length and type. */
export const attributeHeader = 4
/** The two top bits of a type are flags (linux/netlink.h). */
const typeMask = 0x3fff

/** For loops that see thousands of attributes. The length of the one at `at`, its header included; its list ends at `end`. */
export const attributeSize = (view: DataView, at: number, end: number): number => {
  const size = end - at < attributeHeader ? 0 : view.getUint16(at, littleEndian)
  if (size < attributeHeader || at + size > end)
    throw new DecodeError(`an attribute of ${size} bytes where ${end - at} are left`, at)
  return size
}

export const attributeType = (view: DataView, at: number): number => view.getUint16(at + 2, littleEndian) & typeMask

/** Where the next one begins. */
export const attributeAfter = (at: number, size: number): number => at + ((size + 3) & ~3)
