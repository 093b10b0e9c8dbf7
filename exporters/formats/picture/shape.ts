import type { NodeAttributes, NodeOf } from '../../../agent/topology/graph.ts'
import { printable } from '../printable.ts'
import { telling } from '../reading/addresses.ts'
import { follow } from '../reading/follow.ts'
import { listening } from '../reading/listening.ts'
import { nameOf } from '../reading/name-of.ts'
import { publications } from '../reading/publications.ts'
import type { Scene } from '../reading/scene.ts'
import { typeWords } from '../reading/type-words.ts'
import { broken } from './broken.ts'
import type { Level, Shape, ShapeKind } from './picture.ts'

/** A node of the graph as a shape. */
export const shapeOf = (scene: Scene, key: string): Shape => {
  const attributes = scene.topology.getNodeAttributes(key)
  const faults = (scene.faults.get(key) ?? []).flatMap(({ level, text }) =>
    broken(`${level === 'broken' ? '✗' : '!'} ${text}`),
  )
  const lines = [nameOf(scene.topology, key), ...words(scene, key, attributes)].filter((line) => line !== '')
  return { key, kind: kindOf(attributes), lines: [...lines, ...faults], level: levelOf(scene, key) }
}

/** The worst of the faults of a node. */
export const levelOf = ({ faults }: Scene, key: string): Level | null => faults.get(key)?.[0]?.level ?? null

/** One shape for all that a container publishes. */
export const portsShape = ({ topology }: Scene, container: string): Shape[] => {
  const published = publications(topology, container)
  if (published.length === 0) return []
  return [{ key: `ports:${container}`, kind: 'port', lines: ['published', ...few(published)], level: null }]
}

const most = 6

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`]

const kindOf = (attributes: NodeAttributes): ShapeKind => {
  switch (attributes.kind) {
    case 'container':
      return attributes.netns === null ? 'stopped' : 'container'
    case 'interface':
      return attributes.type === 'bridge' ? 'bridge' : 'interface'
    case 'host':
    case 'netns':
      return 'interface'
    default:
      return attributes.kind
  }
}

/** What is written below the name. */
const words = (scene: Scene, key: string, attributes: NodeAttributes): readonly string[] => {
  switch (attributes.kind) {
    case 'container':
      return [printable(attributes.image), stateOf(attributes), ...listensOf(attributes)]
    case 'interface':
      return [typeOf(attributes), ...few(telling(attributes.addresses)), ...networksOf(scene, key)]
    case 'network':
      return [
        `network, driver ${printable(attributes.driver)}`,
        ...few(attributes.subnets.map((one) => printable(one))),
      ]
    default:
      return []
  }
}

const listensOf = ({ listeners }: NodeOf<'container'>): string[] => {
  const [first, ...others] = few(listening(listeners)).map((words) => printable(words))
  return first === undefined ? [] : [`listens ${first}`, ...others]
}

const stateOf = ({ state, health }: NodeOf<'container'>): string =>
  [state === 'running' ? '' : state, health === 'none' || health === 'unhealthy' ? '' : health]
    .filter(Boolean)
    .join(', ')

const typeOf = (attributes: NodeOf<'interface'>): string => {
  const { type, up } = attributes
  const word = type === 'device' || type === 'veth' || type === 'bridge' ? '' : printable(typeWords(attributes))
  return [word, up ? '' : 'down'].filter(Boolean).join(', ')
}

const networksOf = ({ topology }: Scene, key: string): string[] =>
  follow(topology, key, 'implements').map((step) => {
    const network = topology.getNodeAttributes(step.key)
    const internal = network.kind === 'network' && network.internal ? ' (internal)' : ''
    return `network ${nameOf(topology, step.key)}${internal}`
  })
