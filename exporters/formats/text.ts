import type { Format, FormatOptions } from './format.ts'
import { nodes } from './reading/follow.ts'
import { isOrdinaryLoopback, type Scene, sceneOf } from './reading/scene.ts'
import { containerRows } from './tree/container-rows.ts'
import { drawTree } from './tree/draw.ts'
import { headRows } from './tree/head.ts'
import { networkRows } from './tree/network-rows.ts'
import { paint } from './tree/paint.ts'
import { placeRow } from './tree/place-row.ts'
import { problemRows } from './tree/problem-rows.ts'
import { type Row, row, say } from './tree/row.ts'
import { wrap } from './tree/wrap.ts'

/**
 * The topology as a tree for a terminal: the host first, then the namespace in which Docker works if that is another,
 * then the containers and the rest. A pair of interfaces is one line. What is wrong has a mark, `✗` or `!`, and words.
 */
export const text: Format = {
  contentType: 'text/plain; charset=utf-8',
  render: (topology, options) => {
    const scene = sceneOf(topology, options)
    const canvas = { columns: options.columns ?? usualColumns, color: options.color }
    const head = headRows(scene, options).flatMap(({ parts }) =>
      wrap(parts, { columns: canvas.columns, first: 0, next: 0, gap: 1 }).map((line) => paint(line, canvas.color)),
    )
    return `${[...head, ...drawTree(sections(scene, options), canvas)].join('\n')}\n`
  },
}

const usualColumns = 100

const sections = (scene: Scene, { snapshot }: FormatOptions): Row[] => {
  const containers = containerRows(scene)
  const others = scene.places.filter(({ role }) => role === 'other').map((place) => placeRow(scene, place))
  const loopbacks = nodes(scene.topology, 'interface').filter(({ attributes }) => isOrdinaryLoopback(attributes)).length
  const networks = networkRows(scene)
  const problems = problemRows(snapshot.problems)
  return [
    ...scene.places.filter(({ role }) => role === 'host' || role === 'engine').map((place) => placeRow(scene, place)),
    ...(containers.length === 0 ? [] : [row([say('containers', 'strong'), say(states(scene))], containers)]),
    ...(others.length === 0 ? [] : [row([say('other namespaces', 'strong'), say(`${others.length}`)], others)]),
    ...(networks.length === 0 ? [] : [row([say('networks without a bridge here', 'strong')], networks)]),
    ...(loopbacks === 0 ? [] : [row([say('lo', 'strong'), say(loopbackWords(loopbacks), 'dim')])]),
    ...(problems.length === 0 ? [] : [row([say('could not be seen', 'strong')], problems)]),
  ]
}

const loopbackWords = (count: number): string =>
  count === 1
    ? 'is up in one namespace, with its usual addresses'
    : `is up in ${count} namespaces, with its usual addresses`

/** `8 running, 1 exited`. */
const states = ({ topology }: Scene): string => {
  const counted = Map.groupBy(nodes(topology, 'container'), ({ attributes }) => attributes.state)
  return [...counted].map(([state, containers]) => `${containers.length} ${state}`).join(', ')
}
