import type { Cause } from '../cause.ts'
import { containerEvidence, containerWords, secondsUp } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { containerAtEnd } from '../reading/involved.ts'
import { listenersOf } from '../reading/listeners-of.ts'

/** Longer than programs usually take until they listen. */
const youngSeconds = 10

export const appNotReadyYet: Cause = {
  id: 'app-not-ready-yet',
  layer: 'state',
  symptom: 'Refused for some seconds after a start, fine later.',
  confirm: 'State.Health.Status is starting, or State.StartedAt is seconds ago; no socket listens yet.',
  more: 'https://docs.docker.com/compose/how-tos/startup-order/',
  explain: (finding) => {
    if (finding.loss?.reason !== 'no-socket') return null
    const container = containerAtEnd(finding)
    if (container === null || container.state !== 'running') return null
    const { snapshot } = finding.scene
    const { space } = finding.loss
    const seconds = secondsUp(container, snapshot)
    const isStarting = container.health === 'starting'
    const isYoung = seconds !== null && seconds < youngSeconds
    const hears = (['tcp', 'udp'] as const).some((protocol) => listenersOf(space, protocol).length > 0)
    if (!isStarting && (!isYoung || hears)) return null
    const name = containerWords(container)
    const since = seconds === null ? '' : ` It started ${Math.round(seconds)} s ago.`
    const health = isStarting ? ', State.Health.Status=starting' : ''
    return {
      summary: `${name} is not ready yet: no program listens on port ${finding.exchange?.probe.port}.${since}`,
      evidence: [containerEvidence(container, `State.StartedAt=${container.startedAt}${health}`)],
      remedy: [
        '# wait and try again; clients can wait for a health check (depends_on: condition: service_healthy)',
        dockerCommand(snapshot, 'logs', '--tail=50', name),
      ],
    }
  },
}
