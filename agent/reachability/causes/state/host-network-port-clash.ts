import type { Container } from '../../../../collectors/containers/record.ts'
import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import type { Space } from '../../scene/space.ts'
import { socketsAt } from '../../sockets/by-port.ts'
import type { Cause, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { stoppedContainer } from '../reading/involved.ts'
import { socketEvidence, socketWords } from '../reading/listeners-of.ts'
import { enginesSpace } from '../reading/networks-of.ts'

/** Containers of the host's network have one set of ports, with each other and with the programs of the host. */
export const hostNetworkPortClash: Cause = {
  id: 'host-network-port-clash',
  layer: 'state',
  symptom: 'The container ends with an error of bind: address already in use.',
  confirm: '`docker logs`; `ss -lnp` on the host shows another program on the port.',
  more: 'https://docs.docker.com/engine/network/drivers/host/',
  explain: (finding) => {
    const container = stoppedContainer(finding)
    if (container === null || container.networkMode !== 'host') return null
    if (container.exitCode === 0 || container.state === 'created') return null
    const taken = takenPort(container, finding)
    if (taken === null) return null
    const { socket, space } = taken
    const { scene } = finding
    const name = containerWords(container)
    const owner = scene.ownerOf(socket.inode)?.container
    const other = scene.snapshot.containers.find(({ id }) => id === owner)
    return {
      summary: `${name} uses the network of the host and ended with exit code ${container.exitCode}: its port ${socket.local.port}/${socket.protocol} is taken by ${other === undefined ? socketWords(socket, scene) : containerWords(other)}.`,
      evidence: [
        containerEvidence(
          container,
          `HostConfig.NetworkMode=host, State.Status=${container.state}, State.ExitCode=${container.exitCode}, Config.ExposedPorts ${socket.local.port}/${socket.protocol}`,
        ),
        socketEvidence(socket, space, scene),
      ],
      remedy: [
        ...(other === undefined
          ? [`# end ${socketWords(socket, scene)}, or let one of both use another port`]
          : [dockerCommand(scene.snapshot, 'stop', containerWords(other))]),
        dockerCommand(scene.snapshot, 'start', name),
      ],
    }
  },
}

/** A port that the image exposes, and somebody else has open. */
const takenPort = (container: Container, { scene }: Finding): { socket: SocketRecord; space: Space } | null => {
  const space = enginesSpace(scene)
  if (space === undefined) return null
  for (const { containerPort, protocol } of container.ports) {
    if (protocol === 'sctp') continue
    const [socket] = socketsAt(space, protocol, containerPort)
    if (socket !== undefined) return { socket, space }
  }
  return null
}
