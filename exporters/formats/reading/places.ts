import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import type { FormatOptions } from '../format.ts'
import { printable } from '../printable.ts'
import { followBack, node, nodes } from './follow.ts'

/** A network namespace, and what it is to the reader. */
export interface Place {
  readonly key: string
  readonly netns: NodeOf<'netns'>
  /** `engine`: Docker's bridges are in it, and it is not the host's. */
  readonly role: 'host' | 'engine' | 'container' | 'other'
  /** Short and safe to show: `host network`, the first container's name, `blue`, `netns:4026532301`. */
  readonly title: string
  /** Keys of the containers that run in it; the one that others joined comes first. */
  readonly containers: readonly string[]
  /** Where it stands among all namespaces: 0 is the first that the reader meets. */
  readonly position: number
}

const roles: readonly Place['role'][] = ['host', 'engine', 'container', 'other']

/** Every namespace: the host's first, then Docker's if that is another, then containers', then named ones, then others. */
export const placesOf = (topology: Topology, { engine }: FormatOptions['snapshot']): readonly Place[] =>
  nodes(topology, 'netns')
    .map(({ key, attributes }) => placeOf(topology, key, attributes, engine?.netns ?? null))
    .sort((one, two) => roles.indexOf(one.role) - roles.indexOf(two.role) || unnamed(one) - unnamed(two))
    .map((place, position) => ({ ...place, position }))

type Unplaced = Omit<Place, 'position'>

const unnamed = ({ role, netns }: Unplaced): number => (role === 'other' && netns.names.length === 0 ? 1 : 0)

const placeOf = (topology: Topology, key: string, netns: NodeOf<'netns'>, engineNetns: string | null): Unplaced => {
  const containers = ownersFirst(
    topology,
    followBack(topology, key, 'runs-in').map((step) => step.key),
  )
  const engine = netns.id === engineNetns
  const role = netns.root ? 'host' : engine ? 'engine' : containers.length > 0 ? 'container' : 'other'
  return { key, netns, role, title: titleOf(topology, key, { netns, role, containers }), containers }
}

/** Those that joined another's network (`container:ID`) come after it. */
const ownersFirst = (topology: Topology, keys: readonly string[]): string[] => {
  const joined = (key: string): number =>
    node(topology, key, 'container')?.networkMode.startsWith('container:') === true ? 1 : 0
  return keys.toSorted((one, two) => joined(one) - joined(two))
}

const titleOf = (
  topology: Topology,
  key: string,
  { netns, role, containers }: Pick<Place, 'netns' | 'role' | 'containers'>,
): string => {
  if (role === 'host') return 'host network'
  if (role === 'engine') return "Docker's network"
  const [owner] = containers
  const container = owner === undefined ? null : node(topology, owner, 'container')
  if (container !== null) return printable(container.name || container.id)
  return printable(netns.names[0] ?? key)
}
