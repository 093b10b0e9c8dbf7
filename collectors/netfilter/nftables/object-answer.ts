import { DecodeError } from '../../wire/error.ts'
import { readAs } from './answer.ts'
import { object as message } from './messages/object.ts'
import { decodeObject, type ObjectData } from './objects/index.ts'

/** An object with its data, which only its type explains. */
export type ObjectAnswer = Omit<ReturnType<typeof message.decode>, 'data'> & { readonly content: ObjectData }

/** NFT_MSG_GETOBJ */
export const objectAnswer = readAs<ObjectAnswer>(message, (target, view, at, length) => {
  const { data = { at: 0, length: 0 }, ...fields } = message.decode(view, at, length)
  try {
    Object.assign(target, fields, { content: decodeObject(fields.type ?? '0', view, data) })
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`${fields.type}`).within(message.name) : error
  }
})
