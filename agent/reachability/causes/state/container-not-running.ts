import type { Cause } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { stoppedContainer } from '../reading/involved.ts'

export const containerNotRunning: Cause = {
  id: 'container-not-running',
  layer: 'state',
  symptom: 'No route to host at its old address, refused at its published port, its name is unknown.',
  confirm: '`docker inspect` shows State.Status and Pid 0.',
  more: 'https://docs.docker.com/reference/cli/docker/container/start/',
  explain: (finding) => {
    const container = stoppedContainer(finding)
    if (container === null) return null
    const { state, exitCode, finishedAt } = container
    const name = containerWords(container)
    const ended = state === 'exited' || state === 'dead'
    const since = finishedAt === '' ? '' : `, State.FinishedAt=${finishedAt}`
    return {
      summary: ended
        ? `${name} does not run: it ended with exit code ${exitCode}.`
        : `${name} does not run: it is ${state === 'created' ? 'created, and was never started' : state}.`,
      evidence: [
        containerEvidence(container, `State.Status=${state}, State.Pid=0, State.ExitCode=${exitCode}${since}`),
      ],
      remedy: [
        dockerCommand(finding.scene.snapshot, 'start', name),
        ...(ended && exitCode !== 0 ? [dockerCommand(finding.scene.snapshot, 'logs', '--tail=50', name)] : []),
      ],
    }
  },
}
