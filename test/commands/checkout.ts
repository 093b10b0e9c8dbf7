import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The root of the checkout that these tests belong to. */
export const checkoutRoot: string = join(import.meta.dirname, '..', '..')

const made = new Set(['.git', 'node_modules', 'dist', 'coverage'])

/** Paths of what a clone of this tree would hold, changes that are not committed yet included. */
const clonedPaths = (): string[] => {
  if (!existsSync(join(checkoutRoot, '.git'))) return readdirSync(checkoutRoot).filter((name) => !made.has(name))
  // The checkout of another user is refused otherwise, and root often tests somebody's checkout.
  const git = ['-c', 'safe.directory=*', '-C', checkoutRoot]
  return execFileSync('git', [...git, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])
    .toString()
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(checkoutRoot, path)))
}

/** A folder of its own that every user may enter, removed at the end of the scope. */
export const temporaryFolder = (): Disposable & { readonly path: string } => {
  const path = mkdtempSync(join(tmpdir(), 'netloupe-commands-'))
  chmodSync(path, 0o755)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Copies into `target` what `git clone` would bring, of the tree as it is now. */
export const cloneInto = (target: string, paths: readonly string[] = clonedPaths()): void => {
  for (const path of paths) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    cpSync(join(checkoutRoot, path), join(target, path), { recursive: true })
  }
}
