import { type AttributeRows, attributes, type InferAttributes } from '../wire/attributes.ts'
import type { Codec } from '../wire/codec.ts'
import { DecodeError } from '../wire/error.ts'
import { headed } from '../wire/headed.ts'
import type { Struct } from '../wire/struct.ts'

type Flatten<T> = { readonly [K in keyof T]: T[K] }

/** A family of rtnetlink messages: a fixed header, then attributes. Both decode into one flat record. */
export interface Message<T> extends Codec<T> {
  readonly name: string
  /** nlmsg_type of the kernel's answers (one of these), and of the request for them. */
  readonly types: { readonly answers: readonly number[]; readonly request: number }
  readonly header: Struct<unknown>
  readonly attributes: ReturnType<typeof attributes>
  /** Fills the record into an object that the caller has begun. */
  readonly decodeInto: (target: { [name: string]: unknown }, view: DataView, at: number, length: number) => void
}

/** @param about the name in error messages, the nlmsg_types, and the attributes' prefix and UAPI header */
export const message = <H, const R extends AttributeRows>(
  about: {
    readonly name: string
    readonly answer: number
    /** Where a part of the kernel answers with another type than the rest. */
    readonly otherAnswer?: number
    readonly request: number
    readonly prefix: string
    readonly header: string
  },
  header: Struct<H>,
  rows: R,
): Message<Flatten<H & InferAttributes<R>>> => {
  const { name, request } = about
  const answers = about.otherAnswer === undefined ? [about.answer] : [about.answer, about.otherAnswer]
  const body = headed(header, attributes(about, rows))
  const decodeInto = (target: { [name: string]: unknown }, view: DataView, at: number, length: number): void => {
    try {
      body.decodeInto(target, view, at, length)
    } catch (error) {
      throw error instanceof DecodeError ? error.within(name) : error
    }
  }
  const decode = (view: DataView, at: number, length: number): Flatten<H & InferAttributes<R>> => {
    const target = {}
    decodeInto(target, view, at, length)
    return target as Flatten<H & InferAttributes<R>>
  }
  return { ...body, name, types: { answers, request }, decode, decodeInto }
}
