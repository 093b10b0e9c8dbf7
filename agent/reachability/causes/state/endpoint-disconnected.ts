import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { unattached } from '../reading/unattached.ts'

/** Taken off the network that it was made for. */
export const endpointDisconnected: Cause = {
  id: 'endpoint-disconnected',
  layer: 'state',
  symptom: 'Time out, or network is unreachable, and the name is unknown.',
  confirm: 'The container is not among Containers of `docker network inspect`; one veth less is on the bridge.',
  more: 'https://docs.docker.com/reference/cli/docker/network/disconnect/',
  explain: (finding) => {
    const container = unattached(finding)?.container ?? parted(finding)
    const network = container === null ? null : lostNetwork(container)
    if (container === null || network === null) return null
    const name = containerWords(container)
    return {
      summary: `${name} was taken off its network ${network}.`,
      evidence: [
        containerEvidence(
          container,
          `HostConfig.NetworkMode=${network}, NetworkSettings.Networks={${container.endpoints.map(({ networkName }) => networkName).join(', ')}}`,
        ),
      ],
      remedy: [dockerCommand(finding.scene.snapshot, 'network', 'connect', network, name)],
    }
  },
}

const notNetworks: ReadonlySet<string> = new Set(['', 'none', 'host'])

/** The network that it was made for, and is not on. */
const lostNetwork = ({ networkMode, endpoints, netns }: Container): string | null => {
  if (notNetworks.has(networkMode) || networkMode.includes(':') || netns === null) return null
  const isOn = endpoints.some(({ networkName, networkId }) => networkName === networkMode || networkId === networkMode)
  return isOn ? null : networkMode
}

/** One of two that would share a network, had it not been taken off; both have others that keep them apart. */
const parted = ({ loss, sourceContainer, targetContainer }: Finding): Container | null => {
  if (loss === null || sourceContainer === null || targetContainer === null) return null
  const names = (container: Container): readonly string[] => container.endpoints.map(({ networkName }) => networkName)
  if (names(sourceContainer).some((name) => names(targetContainer).includes(name))) return null
  const pairs = [
    [sourceContainer, targetContainer],
    [targetContainer, sourceContainer],
  ] as const
  return pairs.find(([one, other]) => names(other).includes(lostNetwork(one) ?? ''))?.[0] ?? null
}
