import { type Check, ofContainers } from '../check.ts'
import { runAnew } from '../reading/run-anew.ts'

export const oomKillDisabled: Check = {
  id: 'oom-kill-disabled',
  title: 'A container is not killed when its memory is used up',
  gain: 'Hangs with all its memory held; without a limit the whole host hangs with it.',
  reference: null,
  find: ofContainers((subject) => {
    const { confinement } = subject
    if (confinement.oomKillDisabled !== true) return null
    const isLimited = typeof confinement.limits.memory?.limit === 'number'
    return {
      severity: isLimited ? 'low' : 'high',
      reason: isLimited ? 'its memory is limited: only it hangs' : 'its memory is not limited: the host hangs',
      evidence: [{ where: `memory.oom_control of cgroup ${subject.container.cgroup}`, fact: 'oom_kill_disable 1' }],
      remedy: runAnew(subject, 'without --oom-kill-disable'),
    }
  }),
}
