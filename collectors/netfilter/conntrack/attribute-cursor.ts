import { littleEndian } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'

/** One attribute: what it is, and where its payload lies. The same object for all attributes of a level. */
export interface AttributeCursor {
  type: number
  at: number
  length: number
}

export const newCursor = (): AttributeCursor => ({ type: 0, at: 0, length: 0 })

/** struct nlattr; the two top bits of the type are flags (linux/netlink.h). */
const headerSize = 4
const typeMask = 0x3fff

/**
 * Puts the attribute at `next` into the cursor, and answers where the one after it begins. No closure and no object is made: this
 * runs forty times for an entry.
 * @param end of the list that it is in
 */
export const step = (view: DataView, next: number, end: number, cursor: AttributeCursor): number => {
  // Until it is known which one it is: an error is none of the attribute before.
  cursor.type = 0
  if (end - next < headerSize) throw new DecodeError(`${end - next} bytes after the last attribute`, next)
  const length = view.getUint16(next, littleEndian)
  if (length < headerSize || next + length > end)
    throw new DecodeError(`an attribute of ${length} bytes where ${end - next} are left`, next)
  cursor.type = view.getUint16(next + 2, littleEndian) & typeMask
  cursor.at = next + headerSize
  cursor.length = length - headerSize
  return next + ((length + 3) & ~3)
}
