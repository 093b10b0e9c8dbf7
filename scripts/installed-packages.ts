// usage: node installed-packages.ts ROOT: exit status 0 when node_modules holds what package-lock.json asks for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly optional?: boolean
}

const packagesOf = (path: string): Record<string, LockedPackage> => {
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> }
  return packages
}

/** npm writes node_modules/.package-lock.json last, after every install script, and leaves out optional packages of other systems. */
const isInstalled = (root: string): boolean => {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    const found = installed[path]
    if (path === '' || (found === undefined && wanted.optional === true)) return true
    return found?.version === wanted.version && found?.integrity === wanted.integrity
  })
}

try {
  process.exitCode = isInstalled(process.argv[2] ?? '.') ? 0 : 1
} catch {
  process.exitCode = 1
}
