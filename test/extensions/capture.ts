import { readdirSync, readFileSync } from 'node:fs'
import type { Extension, SaveContext, XtFamily } from '../../collectors/netfilter/xtables/extension.ts'
import { matches } from '../../collectors/netfilter/xtables/matches/index.ts'
import { targets } from '../../collectors/netfilter/xtables/targets/index.ts'
import { readCapture } from '../captures/read-capture.ts'

/** The two lists, which are also the folders of captures. */
export const lists: { readonly [L in ListName]: { readonly [kind: string]: Extension<unknown> } } = { matches, targets }
export type ListName = 'matches' | 'targets'
export const listNames: readonly ListName[] = ['matches', 'targets']

/** The struct of one use of an extension, and what it must decode to and be written as. */
export interface ExtensionCapture {
  readonly list: ListName
  /** `KIND-REVISION[-what].txt`: the extension's key in its list. */
  readonly file: string
  readonly kind: string
  readonly revision: number
  readonly family: XtFamily
  readonly about: string
  readonly bytes: Uint8Array
  readonly value: unknown
  /** The options as iptables-save has them; with its name before them where the struct shows under another (`state`). */
  readonly save: string
  readonly name: string | null
}

const folderOf = (list: ListName): URL => new URL(`captures/${list}/`, import.meta.url)

export const captureUrl = (list: ListName, file: string): URL => new URL(file, folderOf(list))

export const kindAndRevision = (file: string): { readonly kind: string; readonly revision: number } => {
  const [, kind, revision] = /^([A-Za-z0-9]+)-(\d+)(?:-[a-z0-9-]+)?\.txt$/.exec(file) ?? []
  if (kind === undefined) throw new Error(`a capture is named KIND-REVISION[-what].txt, not ${file}`)
  return { kind, revision: Number(revision) }
}

/** Every capture of both lists. */
export const extensionCaptures = (): readonly ExtensionCapture[] =>
  listNames.flatMap((list) => readdirSync(folderOf(list)).map((file) => readExtensionCapture(list, file)))

const readExtensionCapture = (list: ListName, file: string): ExtensionCapture => {
  const { about, bytes, expected } = readCapture(readFileSync(captureUrl(list, file), 'utf8'))
  const { family, value, save, name } = expected as {
    readonly family: XtFamily
    readonly value: unknown
    readonly save: string
    readonly name?: string
  }
  return { list, file, ...kindAndRevision(file), about, bytes, family, value, save, name: name ?? null }
}

/** What the text of a capture needs: the n-th set of its namespace is named `setN`. */
export const contextOf = (family: XtFamily): SaveContext => ({
  family,
  setName: (index) => (index < 100 ? `set${index}` : null),
})
