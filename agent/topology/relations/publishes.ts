import { relate } from '../graph.ts'
import { containerKey, portKey } from '../identity.ts'
import { publishedPorts } from '../published-ports.ts'
import type { Relation } from './index.ts'

/** A host port to the container behind it. */
export const publishes: Relation = (graph, { snapshot }) => {
  for (const { port, containerId, containerPort } of publishedPorts(snapshot))
    relate(graph, [portKey(port), containerKey(containerId)], { kind: 'publishes', containerPort, rule: null })
}
