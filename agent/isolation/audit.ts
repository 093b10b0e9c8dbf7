import type { Snapshot } from '../../collectors/snapshot.ts'
import { Turns } from '../../collectors/turns.ts'
import type { Check, Found } from './check.ts'
import { type Context, contextOf } from './context.ts'
import { type Audit, auditSchema, type Finding, severities } from './finding.ts'
import { checks } from './index.ts'

/** All findings of a look. Pure: the same snapshot gives the same audit. */
export const audit = (snapshot: Snapshot): Audit => {
  const context = contextOf(snapshot)
  return auditOf(context, [...findings(context)])
}

/** The same; others get their turn meanwhile. */
export const auditInTurns = async (snapshot: Snapshot): Promise<Audit> => {
  const context = contextOf(snapshot)
  const turns = new Turns()
  const found: (Finding | null)[] = []
  for (const finding of findings(context)) {
    found.push(finding)
    await turns.next()
  }
  return auditOf(context, found)
}

function* findings(context: Context): Generator<Finding | null> {
  for (const check of Object.values<Check>(checks))
    for (const found of check.find(context)) yield found === null ? null : findingOf(check, found)
}

const findingOf = ({ id, title, gain, reference }: Check, found: Found): Finding => {
  const { severity, reason, object, name, evidence, remedy } = found
  return { check: id, title, severity, reason, object, name, evidence, gain, remedy, reference }
}

const auditOf = (context: Context, found: readonly (Finding | null)[]): Audit => ({
  schema: auditSchema,
  takenAt: context.snapshot.takenAt,
  // The order of checks and containers stays the same among those that are as bad.
  findings: found
    .flatMap((finding) => finding ?? [])
    .toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity)),
  unchecked: uncheckedOf(context),
})

const uncheckedOf = ({ snapshot, subjects }: Context): readonly string[] => {
  const { containers, confinements, hostConfinement } = snapshot
  if (confinements === undefined) return ['what confines processes: this snapshot has nothing of it; take it again']
  const seen = new Set(subjects.map(({ container }) => container.id))
  const running = containers.filter(({ pid, state }) => pid > 0 && state !== 'exited')
  const lost = running.filter(({ id }) => !seen.has(id)).map(({ name, id }) => name || id)
  const isOfVersion2 = confinements.some(({ devices }) => devices === undefined)
  const hidden = subjects.filter(({ leader }) => leader.namespaces === undefined).map(({ title }) => title)
  return [
    ...(lost.length > 0 ? [`the processes of ${lost.join(', ')}: they could not be read, or ended meanwhile`] : []),
    ...(hidden.length > 0 ? [`the namespaces of ${hidden.join(', ')}: that needs CAP_SYS_PTRACE`] : []),
    ...(isOfVersion2
      ? ['devices: on cgroup v2 a BPF program decides which are allowed, and the kernel does not tell']
      : []),
    ...(hostConfinement === undefined ? ['capabilities of the host: /proc/1/status could not be read'] : []),
    ...(hostConfinement !== undefined && hostConfinement.securityModules === undefined
      ? ['AppArmor and SELinux: /sys/kernel/security/lsm could not be read']
      : []),
    ...snapshot.problems.flatMap(({ collector, kind, message }) =>
      kind === 'denied' && (collector === 'nftables' || collector === 'xtables') ? [`firewall rules: ${message}`] : [],
    ),
  ]
}
