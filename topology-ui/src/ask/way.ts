import type { Answer, PathStep } from '../../../agent/reachability/answer.ts'
import type { Topology } from '../../../agent/topology/graph.ts'
import { follow, node } from '../../../exporters/formats/reading/follow.ts'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'
import { lostOn } from '../../../exporters/formats/why/ways.ts'

/** Where a packet is for some steps: a network namespace, or a bridge in one. */
export interface Hop {
  /** From 1. */
  readonly number: number
  /** Of the node of the namespace or bridge; null for a namespace that could not be opened. */
  readonly key: string | null
  /** Of the nodes that decided here. */
  readonly objects: readonly string[]
  readonly title: string
  readonly steps: readonly PathStep[]
}

export type Direction = 'there' | 'back'

/** The way of a packet over the nodes of the graph. */
export interface Way {
  readonly hops: readonly Hop[]
  /** The way ends where its last hop is: the packet is lost, or somebody refuses it. */
  readonly stopped: boolean
  /** Of nodes that may be what is to blame, the likeliest first. Empty where nothing is known to be. */
  readonly culprits: readonly string[]
  /** Of the node where it should have ended; null when that is not in the graph. */
  readonly goal: string | null
}

/** Which of its two ways an answer is about: where the packet is lost. */
export const decidingWay = (answer: Answer): Direction => lostOn(answer) ?? 'there'

export const wayOf = (answer: Answer, direction: Direction, topology: Topology): Way => {
  const { from, to, path, reply, cause, verdict } = answer
  const decides = decidingWay(answer) === direction
  const stopped = decides && verdict === 'unreachable'
  const evidence = cause?.evidence.flatMap(({ object }) => (object === undefined ? [] : [object])) ?? []
  return {
    hops: hopsOf(direction === 'there' ? path : reply, topology),
    stopped,
    culprits: stopped ? evidence : [],
    goal: namespaceKey((direction === 'there' ? to : from).netns, topology),
  }
}

const namespaceKey = (inode: number | null, topology: Topology): string | null =>
  inode !== null && topology.hasNode(`netns:${inode}`) ? `netns:${inode}` : null

/** Of every node that is drawn for a way, or may be. */
export const keysOnWay = ({ hops, culprits, goal }: Way): readonly string[] => [
  ...hops.flatMap(({ key, objects }) => (key === null ? objects : [key, ...objects])),
  ...culprits,
  ...(goal === null ? [] : [goal]),
]

/** Steps one after the other in the same place are one hop. */
export const hopsOf = (steps: readonly PathStep[], topology: Topology): readonly Hop[] => {
  const hops: { key: string | null; netns: number | null; steps: PathStep[] }[] = []
  for (const step of steps) {
    const last = hops.at(-1)
    const key = placeOf(step, topology) ?? namespaceKey(step.netns, topology)
    if (last !== undefined && last.netns === step.netns && last.key === key) last.steps.push(step)
    else hops.push({ key, netns: step.netns, steps: [step] })
  }
  return hops.map(({ key, steps: own }, at) => ({
    number: at + 1,
    key,
    steps: own,
    objects: own.flatMap(({ object }) => (object === undefined ? [] : [object])),
    title: key === null ? '' : titleOf(key, topology),
  }))
}

/** What a bridge decides by hardware addresses is decided in the bridge, and all else in the namespace. */
const placeOf = ({ step, object }: PathStep, topology: Topology): string | null => {
  if (step !== 'fdb' && step !== 'bridge' && step !== 'vlan') return null
  if (object === undefined || !topology.hasNode(object)) return null
  if (node(topology, object, 'interface')?.type === 'bridge') return object
  return follow(topology, object, 'bridge-port')[0]?.key ?? null
}

const titleOf = (key: string, topology: Topology): string => {
  const namespace = node(topology, key, 'netns')
  if (namespace === null) return nameOf(topology, key)
  if (namespace.root) return 'host'
  const inside = topology.inNeighbors(key).filter((one) => topology.getNodeAttribute(one, 'kind') === 'container')
  return inside.length === 0 ? nameOf(topology, key) : inside.map((one) => nameOf(topology, one)).join(', ')
}
