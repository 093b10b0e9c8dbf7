import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './read.ts'
import type { HostPaths } from './root.ts'

/**
 * Whether questions about a part of the kernel (`nf_tables`, `ip_set`) leave it as it is. A question about a part that is a module
 * and not loaded makes the kernel load it: that would change the host that is only to be looked at.
 */
export const questionsLoadNothing = ({ proc, sys, root }: HostPaths): ((module: string) => boolean) => {
  const release = readText(`${proc}/sys/kernel/osrelease`)
  const folder = join(root, 'lib/modules', 'value' in release ? release.value.trim() : '')
  // A kernel without modules of its own has everything built in, or not at all.
  if (!statSync(join(folder, 'modules.dep'), { throwIfNoEntry: false })?.isFile()) return () => true
  let builtIn: string | null = null
  return (module) => {
    if (existsSync(`${sys}/module/${module}`)) return true
    if (builtIn === null) {
      const text = readText(join(folder, 'modules.builtin'))
      builtIn = 'value' in text ? text.value : ''
    }
    return builtIn.includes(`/${module}.ko\n`)
  }
}
