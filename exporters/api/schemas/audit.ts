import { auditShape } from '../../../agent/isolation/finding.ts'
import { withDescriptions } from './described.ts'

/** What isolates containers less than it could. */
export const auditSchema = withDescriptions(auditShape.json, {
  takenAt: 'When the look was taken that was audited: a minute ago or less, more where an audit takes long.',
  findings: 'Worst first.',
  check: 'Which check found it; the same word as in the metric `netloupe_isolation_findings`.',
  title: 'What the check looks for.',
  reason: 'Why it is as bad as that here.',
  object: 'Key in the graph of what it is about.',
  name: 'What people call that.',
  evidence: 'What was read, and where.',
  gain: 'What an attacker gains who controls the container.',
  remedy: 'Commands that can be pasted; a line that begins with `#` is advice.',
  reference: 'Number of the recommendation in the CIS Docker Benchmark.',
  suppressed: 'Who runs the command may accept findings; the agent accepts none.',
  unchecked: 'What could not be looked at: nothing is known of it, good or bad.',
})
