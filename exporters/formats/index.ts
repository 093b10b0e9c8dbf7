import { dot } from './dot.ts'
import type { Format } from './format.ts'
import { gexf } from './gexf.ts'
import { graphml } from './graphml.ts'
import { json } from './json.ts'
import { mermaid } from './mermaid.ts'
import { text } from './text.ts'

/** The forms in which the topology can be had. One file and one word each. */
export const formats = { text, json, dot, mermaid, graphml, gexf } as const satisfies {
  readonly [name: string]: Format
}

export type FormatName = keyof typeof formats

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name)

export const formatNames = Object.keys(formats).filter(isFormat)
