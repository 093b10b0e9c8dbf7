import type { Message } from '../../netlink/message.ts'

/** What every answer says beside its object: the family of its table, and the lower half of the ruleset's generation. */
export interface Answer {
  readonly family: number
  readonly resourceId: number
}

/** The same question, with other eyes for the answer. @param read fills the answer into an object that the caller has begun */
export const readAs = <T>(
  message: Message<unknown>,
  read: (target: { [name: string]: unknown }, view: DataView, at: number, length: number) => void,
): Message<T> => {
  const decode = (view: DataView, at: number, length: number): T => {
    const target = {}
    read(target, view, at, length)
    return target as T
  }
  return { ...(message as Message<T>), decodeInto: read, decode }
}
