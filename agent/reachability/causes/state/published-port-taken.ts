import type { Container, PublishedPort } from '../../../../collectors/containers/record.ts'
import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import { isWildcard, withPort } from '../../../firewall/prefix.ts'
import { portKey } from '../../../topology/identity.ts'
import { publicationsOf } from '../../../topology/published-ports.ts'
import type { Space } from '../../scene/space.ts'
import { socketsAt } from '../../sockets/by-port.ts'
import type { Cause, Evidence, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { stoppedContainer } from '../reading/involved.ts'
import { socketEvidence, socketWords } from '../reading/listeners-of.ts'
import { enginesSpace } from '../reading/networks-of.ts'

export const publishedPortTaken: Cause = {
  id: 'published-port-taken',
  layer: 'state',
  symptom: 'The container does not start: "port is already allocated", "address already in use".',
  confirm: '`docker inspect` shows State.Error; `ss -lnp` shows who has the port.',
  more: 'https://github.com/moby/moby/issues/20486',
  explain: (finding) => {
    const container = stoppedContainer(finding)
    // One that ran has had its port then, and 128 is what Docker notes for one that could not begin.
    if (container === null || (container.state !== 'created' && container.exitCode !== 128)) return null
    const taken = holderOf(container, finding)
    if (taken === null) return null
    const name = containerWords(container)
    const { hostPort, protocol } = taken.port
    const { snapshot } = finding.scene
    return {
      summary: `${name} cannot start: port ${hostPort}/${protocol} of the host, which it publishes, is taken by ${taken.words}.`,
      evidence: [
        containerEvidence(
          container,
          `State.Status=${container.state}, HostConfig.PortBindings: ${hostPort}/${protocol}`,
        ),
        taken.evidence,
      ],
      remedy: [
        ...(taken.container === null
          ? [`# end ${taken.words}, or publish another port of the host`]
          : [dockerCommand(snapshot, 'stop', containerWords(taken.container))]),
        dockerCommand(snapshot, 'start', name),
      ],
    }
  },
}

interface Taken {
  readonly port: PublishedPort
  readonly words: string
  readonly container: Container | null
  readonly evidence: Evidence
}

const holderOf = (container: Container, finding: Finding): Taken | null => {
  const { scene } = finding
  const host = enginesSpace(scene)
  for (const port of container.ports) {
    if (port.hostPort === undefined || port.hostPort === 0 || port.hostPortEnd !== undefined) continue
    const other = scene.snapshot.containers.find(
      (one) =>
        one !== container &&
        publicationsOf(one).some(
          ({ port: theirs }) =>
            theirs.port === port.hostPort && theirs.protocol === port.protocol && overlaps(port.hostIp, theirs.ip),
        ),
    )
    if (other !== undefined) {
      const words = containerWords(other)
      const ip = port.hostIp || '0.0.0.0'
      const key = portKey({ protocol: port.protocol, ip, port: port.hostPort })
      const evidence = {
        ...containerEvidence(other, `publishes ${withPort(ip, port.hostPort)}/${port.protocol}`),
        object: key,
      }
      return { port, words, container: other, evidence }
    }
    const socket = host === undefined ? undefined : socketOn(host, port)
    if (host !== undefined && socket !== undefined)
      return { port, words: socketWords(socket, scene), container: null, evidence: socketEvidence(socket, host, scene) }
  }
  return null
}

const socketOn = (host: Space, { hostPort = 0, protocol, hostIp }: PublishedPort): SocketRecord | undefined =>
  protocol === 'sctp'
    ? undefined
    : socketsAt(host, protocol, hostPort).find(({ local }) => overlaps(hostIp, local.address))

const overlaps = (one = '', other: string): boolean =>
  one === '' || isWildcard(one) || isWildcard(other) || one === other
