import { relate } from '../graph.ts'
import { containerKey, portKey } from '../identity.ts'
import { publishedPorts } from '../published-ports.ts'
import { publishingRulesOf, ruleReference } from '../publishing-rules.ts'
import type { Relation } from './index.ts'

/** A host port to the container behind it, and the rule that leads there. */
export const publishes: Relation = (graph, { snapshot, part }) => {
  const publications = publishedPorts(part)
  if (publications.length === 0) return
  const ruleOf = publishingRulesOf(snapshot)
  for (const publication of publications) {
    const { port, containerId, containerPort } = publication
    const placed = ruleOf(publication)
    const rule = placed === null ? null : ruleReference(placed)
    relate(graph, [portKey(port), containerKey(containerId)], { kind: 'publishes', containerPort, rule })
  }
}
