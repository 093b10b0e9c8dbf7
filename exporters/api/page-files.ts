import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file of the built page, as it is sent. */
export interface PageFile {
  readonly contentType: string
  readonly body: Buffer
  readonly gzipped: Buffer
  /** A strong one (RFC 9110, 8.8.3): of the bytes before they are compressed. */
  readonly etag: string
}

/** The built page: its files by their path below it, such as `index.html` and `assets/index-1a2b3c4d.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** By the ending of the name. What is not here is not served. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
])

/**
 * Reads the whole page at once, about a third of a megabyte: a server without privileges may not be able to later, and what
 * is not in this list cannot be asked for. Empty where the page was not built.
 */
export const readPageFiles = (folder: string): PageFiles =>
  new Map(
    globSync('{*,assets/*}', { cwd: folder }).flatMap((path): [string, PageFile][] => {
      const contentType = contentTypes.get(extname(path))
      if (contentType === undefined) return []
      const body = readFileSync(join(folder, path))
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
      return [[path, { contentType, body, gzipped: gzipSync(body, { level: 9 }), etag }]]
    }),
  )
