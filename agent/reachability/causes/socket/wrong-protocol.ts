import { publicationsOf } from '../../../topology/published-ports.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import { socketsAt } from '../../sockets/by-port.ts'
import type { Cause } from '../cause.ts'
import { endWords } from '../reading/end-words.ts'
import { containerAtEnd } from '../reading/involved.ts'
import { openListenersOf, programOfSocket, socketEvidence } from '../reading/listeners-of.ts'

export const wrongProtocol: Cause = {
  id: 'wrong-protocol',
  layer: 'socket',
  symptom: 'TCP is refused where UDP works, or the other way round.',
  confirm: '`ss -lntup` shows the port for the other protocol only.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: (finding) => {
    const { loss, exchange, scene } = finding
    const protocol = exchange?.probe.protocol
    if (loss?.reason !== 'no-socket' || (protocol !== 'tcp' && protocol !== 'udp')) return null
    const other = protocol === 'tcp' ? 'udp' : 'tcp'
    const port = destinationPortOf(loss.packet)
    const [socket] = socketsAt(loss.space, other, port)
    if (socket === undefined || !openListenersOf(loss.space, other).includes(socket)) return null
    const container = containerAtEnd(finding)
    const published =
      container === null
        ? undefined
        : publicationsOf(container).find(
            ({ containerPort, port: { protocol: of } }) => containerPort === port && of === protocol,
          )
    return {
      summary: `${programOfSocket(socket, scene)} of ${endWords(finding)} hears on port ${port} of ${other.toUpperCase()}, and not of ${protocol.toUpperCase()}.`,
      evidence: [socketEvidence(socket, loss.space, scene)],
      remedy: [
        published === undefined
          ? `# ask for port ${port}/${other}`
          : `# publish it as -p ${published.port.port}:${port}/${other}, when the container is made`,
      ],
    }
  },
}
