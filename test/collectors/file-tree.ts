import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type FileTree = Disposable & { readonly root: string }

/** A host's pseudo-files as recorded, by path, in a folder that vanishes with the test. */
export const fileTree = (files: { readonly [path: string]: string }): FileTree => {
  const root = mkdtempSync(join(tmpdir(), 'netloupe-tree-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}
