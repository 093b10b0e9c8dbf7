import { withPort } from '../../../firewall/prefix.ts'
import { portKey } from '../../../topology/identity.ts'
import type { Cause } from '../cause.ts'
import { containerWords } from '../reading/container-facts.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { isEnginesSocket } from '../reading/engine-socket.ts'
import { wantsPort } from '../reading/involved.ts'
import { socketEvidence } from '../reading/listeners-of.ts'
import { askedWords } from '../reading/parties-words.ts'

/** Without proxies dockerd holds published ports open, so that nobody else takes them, and serves nobody there. */
export const decoyListener: Cause = {
  id: 'decoy-listener',
  layer: 'socket',
  symptom: 'A published port connects, and no data ever comes; since Docker 29 it times out.',
  confirm:
    '`ss -ltnp` shows dockerd on the port, and no rule of `iptables -t nat -S DOCKER` leads it to the container.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: (finding) => {
    const { exchange, loss, scene } = finding
    const socket = exchange?.reached?.socket
    const space = exchange?.reached?.space
    if (socket == null || space === undefined || (loss !== null && loss.reason !== 'backlog-full')) return null
    if (!isEnginesSocket(socket, scene)) return null
    for (const container of scene.snapshot.containers) {
      const port = container.ports.find((one) => wantsPort(one, finding))
      if (port?.hostPort === undefined) continue
      const ip = port.hostIp || '0.0.0.0'
      const key = portKey({ protocol: port.protocol, ip, port: port.hostPort })
      return {
        summary: `dockerd itself took what was sent to ${askedWords(finding)}, and never answers: no rule leads the port to ${containerWords(container)}.`,
        evidence: [
          {
            where: `docker ps, ${containerWords(container)}`,
            fact: `${withPort(ip, port.hostPort)}->${port.containerPort}/${port.protocol}`,
            object: key,
          },
          socketEvidence(socket, space, scene),
        ],
        remedy: [restartEngine(scene.snapshot)],
      }
    }
    return null
  },
}
