import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Finding } from '../cause.ts'
import { containerEvidence, containerWords, secondsUp } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { containerAtEnd, stoppedContainer } from '../reading/involved.ts'

/** Docker waits longer each time before it starts it again, up to a minute, until it has run for ten seconds. */
const steadySeconds = 10
/** One restart may have been asked for. */
const fewestRestarts = 2

export const containerRestartLoop: Cause = {
  id: 'container-restart-loop',
  layer: 'state',
  symptom: 'Now refused, now the name is unknown: it comes and goes.',
  confirm:
    '`docker ps` shows Restarting; RestartCount of `docker inspect` rises; each time the namespace is another one.',
  more: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
  explain: (finding) => {
    const container = loopingContainer(finding)
    if (container === null) return null
    const { restartCount, exitCode, restartPolicy, state } = container
    const { snapshot } = finding.scene
    const name = containerWords(container)
    return {
      summary: `${name} does not stay up: it has ended ${times(restartCount)}, last with exit code ${exitCode}, and Docker starts it again each time.`,
      evidence: [
        containerEvidence(
          container,
          `State.Status=${state}, RestartCount=${restartCount}, State.ExitCode=${exitCode}, RestartPolicy=${restartPolicy}`,
        ),
      ],
      remedy: [
        dockerCommand(snapshot, 'logs', '--tail=50', name),
        `# mend the command of ${name} that ends with ${exitCode}, then start it again`,
      ],
    }
  },
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const loopingContainer = (finding: Finding): Container | null => {
  const stopped = stoppedContainer(finding)
  if (stopped !== null) return stopped.state === 'restarting' ? stopped : null
  if (finding.loss === null) return null
  const container = containerAtEnd(finding) ?? finding.targetContainer
  if (container === null || container.restartCount < fewestRestarts) return null
  const seconds = secondsUp(container, finding.scene.snapshot)
  return seconds !== null && seconds < steadySeconds && finding.loss.reason === 'no-socket' ? container : null
}
