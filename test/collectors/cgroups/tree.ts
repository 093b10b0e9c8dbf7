import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { CgroupTarget } from '../../../collectors/cgroups/reader.ts'
import { cgroupOwners } from '../../../collectors/containers/cgroup-owner.ts'

/** A host's files below one folder, which is to be removed in the end. */
export interface Tree extends Disposable {
  readonly root: string
  readonly files: ReadonlyMap<string, string>
  /** The containers whose processes are in `proc`, and the root. */
  readonly targets: readonly CgroupTarget[]
  put(path: string, content: string): void
  /** Takes the right to read a file from all but root. */
  deny(path: string): void
}

/** Files by path: `== PATH`, then the content to the next of these; `#` at the beginning is for the reader. */
export const parseTree = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((file) => {
        const end = file.indexOf('\n')
        return [file.slice(0, end), file.slice(end + 1)]
      }),
  )

export const buildTree = (files: ReadonlyMap<string, string>): Tree => {
  const root = mkdtempSync(join(tmpdir(), 'netloupe-cgroups-'))
  chmodSync(root, 0o755)
  const put = (path: string, content: string): void => {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, content] of files) put(path, content)
  return {
    root,
    files,
    put,
    deny: (path) => chmodSync(join(root, path), 0o600),
    targets: [{ path: '/', text: '' }, ...[...files].flatMap(([path, content]) => targetOf(path, content) ?? [])],
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  }
}

/** The container that a process is in: of nested ones the inner. */
const targetOf = (path: string, text: string): CgroupTarget | null => {
  const owner = /^proc\/\d+\/cgroup$/.test(path) ? cgroupOwners(text).at(-1) : undefined
  return owner === undefined ? null : { container: owner.id, path: owner.cgroup, text }
}

const golden = new URL('../../golden/cgroups/', import.meta.url)

export const openTree = (name: string): Tree =>
  buildTree(parseTree(readFileSync(new URL(`${name}.tree`, golden), 'utf8')))
