import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import type { JsonSchema, Shape } from '../../wire/shape.ts'
import { hex } from '../../wire/text.ts'
import { codecOf, type Extension, type SaveContext, type XtFamily } from './extension.ts'

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

type Found = { readonly kind: string; readonly codec: Codec<unknown> }

export const vocabularyOf = <const L extends Extensions>(list: L): Vocabulary<UseOf<L>> => {
  const known = Object.entries<Extension<unknown>>(list)
  const find = ({ family, name, revision }: Named): Found | null => {
    for (const [kind, extension] of known) {
      const codec = extension.name === name ? codecOf(extension, family, revision) : undefined
      if (codec !== undefined) return { kind, codec }
    }
    return null
  }
  const found = new Map<string, Found | null>()
  return {
    shape: { json: unionOf(known) },
    decode: (named, view, at, length) => {
      const { family, name, revision } = named
      const key = `${family} ${name} ${revision}`
      let way = found.get(key)
      if (way === undefined) {
        way = find(named)
        found.set(key, way)
      }
      if (way === null) return { kind: 'other', name, revision, bytes: hex.decode(view, at, length) } as UseOf<L>
      try {
        return { kind: way.kind, revision, info: way.codec.decode(view, at, length) } as UseOf<L>
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
    properties: { kind: { const: kind }, revision: { type: 'integer' }, info: jsonOf(revisions) },
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

/** Every revision and family decodes to the same form: the first tells it. */
const jsonOf = (revisions: Extension<unknown>['revisions']): JsonSchema => {
  const [codec] = Object.values(revisions)
  if (codec === undefined) return {}
  return ('decode' in codec ? codec : (codec.ipv4 ?? codec.ipv6))?.json ?? {}
}
