import { type Check, ofContainers } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const oomScore: Check = {
  id: 'oom-score',
  title: 'A container is killed later than others when memory is short',
  gain: 'Uses up memory, and others are killed for it.',
  reference: null,
  find: ofContainers((subject) => {
    const { leader } = subject
    const adjustment = leader.oomScoreAdjustment ?? 0
    if (adjustment >= 0) return null
    return {
      severity: adjustment <= -900 ? 'medium' : 'low',
      reason: adjustment === -1000 ? 'it is never killed' : 'programs of the host have 0',
      evidence: [processEvidence(leader, 'oom_score_adj', `${adjustment}`)],
      remedy: runAnew(subject, 'without --oom-score-adj'),
    }
  }),
}
