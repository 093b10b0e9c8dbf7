import type { Container } from '../../../../collectors/containers/record.ts'
import { type Publication, publicationsOf } from '../../../topology/published-ports.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import type { Cause, Finding } from '../cause.ts'
import { containerWords } from '../reading/container-facts.ts'
import { containerAtEnd } from '../reading/involved.ts'
import { openListenersOf, socketEvidence, socketWords } from '../reading/listeners-of.ts'
import { isEngines } from '../reading/networks-of.ts'
import { publishedEvidence } from '../reading/published-evidence.ts'
import { lastDestination } from '../reading/translations.ts'

/** `-p HOST:CONTAINER`, and the program of the container hears on another port. */
export const wrongContainerPort: Cause = {
  id: 'wrong-container-port',
  layer: 'socket',
  symptom: 'Refused, or closed at once, at a published port.',
  confirm: '`docker port` leads to a port of the container on which `ss -ltn` shows nobody.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: (finding) => {
    const { loss, scene } = finding
    const container = containerAtEnd(finding)
    if (loss?.reason !== 'no-socket' || container === null || !cameByPublishing(finding)) return null
    const published = publicationTo(container, finding)
    if (published === undefined) return null
    const { protocol } = published.port
    const hearing = protocol === 'sctp' ? [] : openListenersOf(loss.space, protocol)
    const [first] = hearing
    if (first === undefined) return null
    const name = containerWords(container)
    return {
      summary: `Port ${published.port.port} of the host leads to port ${published.containerPort} of ${name}, where nobody hears: ${name} has ${hearing.map((one) => socketWords(one, scene)).join(', ')} open.`,
      evidence: [
        publishedEvidence({ ...published, container }),
        ...hearing.map((one) => socketEvidence(one, loss.space, scene)),
      ],
      remedy: [
        `# make ${name} anew with -p ${published.port.port}:${first.local.port}${protocol === 'tcp' ? '' : `/${protocol}`}`,
      ],
    }
  },
}

/** By a rule of the host, or by a docker-proxy, which asks from there. */
const cameByPublishing = (finding: Finding): boolean => {
  const { exchange, scene } = finding
  if (lastDestination(finding) !== undefined) return true
  const from = exchange?.probe.from ?? null
  const space = from === null ? undefined : scene.space(from)
  return space !== undefined && isEngines(space, scene.snapshot)
}

const publicationTo = (container: Container, { loss, exchange }: Finding): Publication | undefined => {
  if (loss === null) return undefined
  const port = destinationPortOf(loss.packet)
  const leading = publicationsOf(container).filter(
    ({ containerPort, port: { protocol } }) => containerPort === port && protocol === exchange?.probe.protocol,
  )
  return leading.find((one) => one.port.port === exchange?.probe.port) ?? leading[0]
}
