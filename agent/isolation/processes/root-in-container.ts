import { type Check, ofContainers } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const rootInContainer: Check = {
  id: 'root-in-container',
  title: "A container's first process is root, and the host's root",
  gain: 'Owns every file of the container and of mounted folders, and has all its capabilities.',
  reference: '4.1',
  find: ofContainers((subject) => {
    const { leader } = subject
    if (leader.uid !== 0) return null
    return {
      severity: 'low',
      reason: "it is most images' default, and capabilities and filters still hold",
      evidence: [processEvidence(leader, 'status', 'Uid: 0, in the user namespace of the host')],
      remedy: runAnew(subject, '--user UID:GID, or USER in its Dockerfile'),
    }
  }),
}
