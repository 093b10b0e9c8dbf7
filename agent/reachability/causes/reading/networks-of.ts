import type { Container, Network } from '../../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { isWithin } from '../../../firewall/prefix.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Space } from '../../scene/space.ts'

/** The Docker networks that a container is attached to. */
export const networksOf = (container: Container | null, { networks }: Snapshot): readonly Network[] =>
  networks.filter(({ id }) => container?.endpoints.some(({ networkId }) => networkId === id) === true)

/** Those that both are attached to. */
export const sharedNetworks = (
  one: Container | null,
  other: Container | null,
  snapshot: Snapshot,
): readonly Network[] =>
  networksOf(one, snapshot).filter(({ id }) => other?.endpoints.some(({ networkId }) => networkId === id) === true)

/** The Docker network of a bridge of a namespace; bridges mean something where the engine works only. */
export const networkOfBridge = (bridge: string, space: Space, snapshot: Snapshot): Network | null =>
  isEngines(space, snapshot) ? (snapshot.networks.find((network) => network.bridge === bridge) ?? null) : null

/** The Docker network that an address belongs to. */
export const networkOfAddress = (address: string, { networks }: Snapshot): Network | null =>
  networks.find(({ subnets }) => subnets.some(({ subnet }) => isWithin(subnet, address))) ?? null

/** Where the engine works, that is where its bridges, its rules and its published ports are. */
export const isEngines = (space: Space, { engine }: Snapshot): boolean =>
  engine !== null && engine.netns === space.netns

/** The namespace where it works; undefined without an engine, or where nothing is known of it. */
export const enginesSpace = ({ snapshot: { engine }, space }: Scene): Space | undefined =>
  engine?.netns == null ? undefined : space(engine.netns)

/** The running container that has an address of a Docker network. */
export const containerAt = (address: string, { containers }: Snapshot): Container | null =>
  containers.find(({ endpoints }) => endpoints.some(({ ipv4, ipv6 }) => ipv4 === address || ipv6 === address)) ?? null
