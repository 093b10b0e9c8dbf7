import { DecodeError } from '../../wire/error.ts'
import type { JsonSchema, Shape } from '../../wire/shape.ts'
import { hex } from '../../wire/text.ts'
import type { Extension, SaveContext, XtFamily } from './extension.ts'

/** Extensions by a key of ours: their name, and where two families have different structs of one name, one with the family. */
export type Extensions = { readonly [kind: string]: Extension<unknown> }

type ValueOf<E> = E extends Extension<infer T> ? T : never

/** An extension (or a revision of one) that we do not know: its name and its struct as they came. */
export type OtherUse = {
  readonly kind: 'other'
  readonly name: string
  readonly revision: number
  readonly bytes: string
}

/** An extension as a rule uses it. */
export type UseOf<L extends Extensions> =
  | {
      readonly [K in keyof L & string]: { readonly kind: K; readonly revision: number; readonly info: ValueOf<L[K]> }
    }[keyof L & string]
  | OtherUse

/** Which extension a struct belongs to. */
export interface Named {
  readonly family: XtFamily
  readonly name: string
  readonly revision: number
}

/** What can be done with the extensions of a list. */
export interface Vocabulary<U> {
  readonly shape: Shape<U>
  /** @param length of the struct, which the kernel rounds up to a multiple of 8. @throws DecodeError */
  readonly decode: (named: Named, view: DataView, at: number, length: number) => U
  /** Its name for `-m` or `-j`, and its options, a word each; null for one that we do not know. */
  readonly save: (use: U, context: SaveContext) => { readonly name: string; readonly words: readonly string[] } | null
}

export const vocabularyOf = <const L extends Extensions>(list: L): Vocabulary<UseOf<L>> => {
  const known = Object.entries<Extension<unknown>>(list)
  const find = ({ family, name, revision }: Named): (typeof known)[number] | undefined =>
    known.find(
      ([, extension]) =>
        extension.name === name &&
        (extension.families?.includes(family) ?? true) &&
        extension.revisions[revision] !== undefined,
    )
  const found = new Map<string, (typeof known)[number] | undefined>()
  return {
    shape: { json: unionOf(known) },
    decode: (named, view, at, length) => {
      const key = `${named.family} ${named.name} ${named.revision}`
      if (!found.has(key)) found.set(key, find(named))
      const { name, revision } = named
      const [kind, extension] = found.get(key) ?? []
      const codec = extension?.revisions[revision]
      if (codec === undefined) return { kind: 'other', name, revision, bytes: hex.decode(view, at, length) } as UseOf<L>
      try {
        return { kind, revision, info: codec.decode(view, at, length) } as UseOf<L>
      } catch (error) {
        throw error instanceof DecodeError ? error.within(name) : error
      }
    },
    save: (use, context) => {
      const extension = use.kind === 'other' ? undefined : known.find(([kind]) => kind === use.kind)?.[1]
      if (extension === undefined || !('info' in use)) return null
      return {
        name: extension.alias?.(use.info) ?? extension.name,
        words: extension.save(use.info, context),
      }
    },
  }
}

const unionOf = (known: readonly (readonly [string, Extension<unknown>])[]): JsonSchema => {
  const alternatives = known.map(([kind, { revisions }]) => ({
    properties: { kind: { const: kind }, revision: { type: 'integer' }, info: Object.values(revisions)[0]?.json ?? {} },
    required: ['kind', 'revision', 'info'],
  }))
  const other = {
    properties: {
      kind: { const: 'other' },
      name: { type: 'string' },
      revision: { type: 'integer' },
      bytes: { type: 'string' },
    },
    required: ['kind', 'name', 'revision', 'bytes'],
  }
  return {
    type: 'object',
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    oneOf: [...alternatives, other],
  }
}
