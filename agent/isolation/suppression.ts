import { wildcard } from '../reachability/assertions/wildcard.ts'
import type { Audit, Finding } from './finding.ts'

/** Findings that somebody has accepted, why, and until when. */
export interface Suppression {
  readonly check: string
  /** What it is about, by name or key in the graph, `*` and `?` stand for others; null: whatever. */
  readonly object: string | null
  readonly reason: string
  /** The last day, `2026-12-31` (UTC). */
  readonly expires: string
}

/** What became of the suppressions. */
export interface Suppressed {
  readonly audit: Audit
  /** They count no longer, or never did anything. */
  readonly expired: readonly Suppression[]
  readonly unused: readonly Suppression[]
}

/** Marks findings that are accepted. @param today `2026-01-31` */
export const suppress = (audit: Audit, suppressions: readonly Suppression[], today: string): Suppressed => {
  const used = new Set<Suppression>()
  const findings = audit.findings.map((finding): Finding => {
    const fitting = suppressions.filter((suppression) => fits(suppression, finding))
    for (const suppression of fitting) used.add(suppression)
    const found = fitting.find(({ expires }) => expires >= today)
    return found === undefined ? finding : { ...finding, suppressed: { reason: found.reason, expires: found.expires } }
  })
  return {
    audit: { ...audit, findings },
    expired: suppressions.filter((one) => one.expires < today && used.has(one)),
    unused: suppressions.filter((one) => !used.has(one)),
  }
}

const fits = ({ check, object }: Suppression, finding: Finding): boolean => {
  if (check !== finding.check) return false
  if (object === null) return true
  const wanted = wildcard(object)
  return wanted.test(finding.name) || wanted.test(finding.object)
}
