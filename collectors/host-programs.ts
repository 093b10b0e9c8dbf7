import { readCgroupMounts } from './cgroups/mounts.ts'
import { KernelError, problemKindOf } from './linux/errno.ts'
import type { HostPaths } from './procfs/root.ts'
import { cgroupPrograms, netfilterPrograms } from './programs/attached.ts'
import type { KnownPrograms } from './programs/known-programs.ts'
import type { AttachedProgram } from './programs/record.ts'
import type { Runs } from './runs.ts'

export interface HostProgramsOptions {
  readonly known: KnownPrograms
  readonly paths: HostPaths
  /** Of the containers, as their records have them. */
  readonly cgroups: readonly string[]
}

/** Programs that belong to no namespace: those of cgroups, and those that are links in netfilter. */
export const hostPrograms = (
  { known, paths, cgroups }: HostProgramsOptions,
  runs: Runs,
): readonly AttachedProgram[] => {
  const mount = readCgroupMounts(paths).find(({ version }) => version === 2)
  try {
    return [
      ...netfilterPrograms(known),
      ...(mount === undefined ? [] : cgroupPrograms(mount.mountPoint, cgroups, known)),
    ]
  } catch (error) {
    if (!(error instanceof KernelError)) throw error
    runs.report({ collector: 'programs', kind: problemKindOf(error.code), message: error.message })
    return []
  }
}
