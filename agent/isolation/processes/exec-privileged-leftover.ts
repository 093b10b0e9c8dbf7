import type { ConfinedProcess } from '../../../collectors/confinement/record.ts'
import { type Check, ofContainers } from '../check.ts'
import { capabilitiesIn, dockerDefaults } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'

/** More are only counted. */
const mostShown = 5

/** It takes time to be put into each of them. */
const settling: ReadonlySet<string> = new Set(['runc', 'crun', 'runc:[2:INIT]', 'runc:[1:CHILD]'])

export const execPrivilegedLeftover: Check = {
  id: 'exec-privileged-leftover',
  title: 'A process of a container may do more than its first one',
  gain: 'Takes over that process, and has its rights instead of those that the container was given.',
  reference: '5.22',
  find: ofContainers(({ leader, confinement, isRemapped }, { snapshot: { host } }) => {
    const freer = confinement.processes
      .filter(({ command }) => !settling.has(command))
      .map((process) => ({ process, more: moreThan(leader, process, host?.namespaces ?? {}) }))
      .filter(({ more }) => more.length > 0)
    if (freer.length === 0) return null
    const isGrave = freer.some(({ process }) =>
      capabilitiesIn(process.capabilities.effective).some((capability) => !dockerDefaults.has(capability)),
    )
    return {
      severity: isGrave && !isRemapped ? 'high' : 'medium',
      reason: 'a docker exec --privileged or an nsenter is still running there',
      evidence: freer
        .slice(0, mostShown)
        .map(({ process, more }) => processEvidence(process, 'status', more.join('; '))),
      remedy: freer.slice(0, mostShown).map(({ process }) => `kill ${process.pid}`),
    }
  }),
}

/** What one has and the first does not, or where it is that the first is not; empty where nothing. */
const moreThan = (
  leader: ConfinedProcess,
  process: ConfinedProcess,
  hosts: { readonly [kind: string]: number },
): readonly string[] => {
  const own = capabilitiesIn(leader.capabilities.bounding)
  const added = capabilitiesIn(process.capabilities.bounding).filter((capability) => !own.includes(capability))
  // A namespace that it made for itself gives it less and not more.
  const joined = Object.entries(process.namespaces ?? {}).filter(
    ([kind, inode]) => inode === hosts[kind] && leader.namespaces !== undefined && leader.namespaces[kind] !== inode,
  )
  return [
    ...(added.length > 0
      ? [`CapBnd: ${process.capabilities.bounding} has ${added.map((name) => `CAP_${name}`).join(', ')}`]
      : []),
    ...((leader.seccomp ?? 0) > 0 && process.seccomp === 0 ? ['Seccomp: 0'] : []),
    ...(joined.length > 0 ? [`in the host's ${joined.map(([kind, inode]) => `${kind}:[${inode}]`).join(', ')}`] : []),
  ]
}
