import { release } from 'node:os'
import { readText } from '../../../procfs/read.ts'

const prefix = 'ebtable_'

/** Which legacy tables of ebtables there are. */
export interface BridgeNames {
  /** They exist in every namespace: to ask for them changes nothing. */
  readonly names: readonly string[]
  /** They hold rules somewhere, but to ask for them would create them in namespaces that have none. */
  readonly untold: readonly string[]
}

/**
 * ebtables has no list of its tables. Their modules are in use where a table holds rules; before Linux 5.15 every namespace
 * has the tables of all loaded modules, from then on only those that were asked for.
 * @param version of the kernel, `5.10.0-28-amd64`
 * @param modules text of `/proc/modules`
 */
export const bridgeNamesIn = (version: string, modules: string): BridgeNames => {
  const used = modules.split('\n').flatMap((line) => {
    const [module = '', , users] = line.split(' ')
    return module.startsWith(prefix) && Number(users) > 0 ? [module.slice(prefix.length)] : []
  })
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < 5 || (major === 5 && minor < 15)
  return isOld ? { names: used, untold: [] } : { names: [], untold: used }
}

/** Modules come and go rarely, and the text is the same for all namespaces of a look. */
const freshMs = 2000
let known: { readonly at: number; readonly names: BridgeNames } | undefined

/** The same for the kernel that runs. One without modules has no such file, and nobody tells which tables it has. */
export const bridgeNames = (): BridgeNames => {
  const now = performance.now()
  if (known === undefined || now - known.at > freshMs) {
    const modules = readText('/proc/modules')
    known = { at: now, names: bridgeNamesIn(release(), modules.code === undefined ? modules.value : '') }
  }
  return known.names
}
