import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { serverContainer, wasAccepted } from '../reading/involved.ts'
import { askedWords } from '../reading/parties-words.ts'
import { cgroupOf } from '../reading/usage-of.ts'

/** Its processes are frozen. The kernel still answers for them: it shakes hands, and queues what they do not read. */
export const containerPaused: Cause = {
  id: 'container-paused',
  layer: 'state',
  symptom: 'TCP connects, or times out once the queue is full, and no data ever comes; UDP is silent; ping answers.',
  confirm: '`docker ps` shows (Paused); cgroup.freeze of its cgroup is 1; Recv-Q of its listener grows.',
  more: 'https://docs.docker.com/reference/cli/docker/container/pause/',
  explain: (finding) => {
    if (!wasAccepted(finding) && finding.loss?.reason !== 'backlog-full') return null
    const container = serverContainer(finding)
    if (container === null || !isFrozen(container, finding)) return null
    const name = containerWords(container)
    return {
      summary: `${name} is paused: the kernel takes what is sent to ${askedWords(finding)}, but no program of ${name} runs to answer.`,
      ...proof(container, finding),
    }
  },
  warn: (finding) => {
    const { sourceContainer } = finding
    if (sourceContainer === null || !isFrozen(sourceContainer, finding)) return null
    const name = containerWords(sourceContainer)
    return {
      summary: `${name} itself is paused: none of its programs sends anything.`,
      ...proof(sourceContainer, finding),
    }
  },
}

const isFrozen = (container: Container, { scene: { snapshot } }: Finding): boolean =>
  container.state === 'paused' || cgroupOf(container, snapshot)?.freezer?.frozen === true

const proof = (container: Container, { scene: { snapshot } }: Finding): Pick<Explanation, 'evidence' | 'remedy'> => ({
  evidence: [
    containerEvidence(
      container,
      container.state === 'paused' ? 'State.Paused=true' : 'its cgroup is frozen: cgroup.freeze 1',
    ),
  ],
  remedy: [dockerCommand(snapshot, 'unpause', containerWords(container))],
})
