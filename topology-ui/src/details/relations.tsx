import type { ReactNode } from 'react'
import type { EdgeAttributes, Topology } from '../../../agent/topology/graph.ts'
import { byText } from '../../../exporters/formats/reading/by-text.ts'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'
import { words } from '../words.ts'

interface Props {
  readonly topology: Topology
  readonly of: string
  readonly onSelect: (key: string) => void
}

/** What a node has to do with others, by the kind of the relation; each other one can be gone to. */
export const Relations = ({ topology, of, onSelect }: Props): ReactNode => (
  <dl className="relations">
    {[...relationsOf(topology, of)].map(([title, others]) => (
      <div key={title}>
        <dt>{title}</dt>
        <dd>
          {others.map(({ key, name, says }) => (
            <span key={key} className="relation">
              <button type="button" className="link" onClick={() => onSelect(key)}>
                <bdi>{name}</bdi>
              </button>
              {says === '' ? null : <bdi className="says"> {says}</bdi>}
            </span>
          ))}
        </dd>
      </div>
    ))}
  </dl>
)

interface Other {
  readonly key: string
  readonly name: string
  readonly says: string
}

const relationsOf = (topology: Topology, of: string): ReadonlyMap<string, readonly Other[]> => {
  const found: { title: string; other: Other }[] = []
  const add = (title: string, key: string, edge: EdgeAttributes): void => {
    found.push({ title, other: { key, name: named(topology, key), says: saysOf(edge) } })
  }
  topology.forEachOutEdge(of, (_, edge, _from, to) => add(words.relations[edge.kind][0], to, edge))
  topology.forEachInEdge(of, (_, edge, from) => add(words.relations[edge.kind][1], from, edge))
  const byTitle = Map.groupBy(
    found.toSorted((one, two) => byText(one.other.name, two.other.name)),
    ({ title }) => title,
  )
  return new Map([...byTitle].map(([title, all]) => [title, all.map(({ other }) => other)]))
}

const named = (topology: Topology, key: string): string => {
  const says = topology.getNodeAttributes(key)
  return says.kind === 'interface' ? `${nameOf(topology, key)} (if${says.ifindex})` : nameOf(topology, key)
}

const saysOf = (edge: EdgeAttributes): string => {
  switch (edge.kind) {
    case 'attached-to':
      return [...edge.addresses, edge.mac].filter((text) => text !== '').join(' ')
    case 'bridge-port':
      return [edge.state, ...edge.vlans].join(', ')
    case 'publishes':
      return words.toPort(edge.containerPort)
    case 'uplink':
      return edge.gateways.map((gateway) => `${words.via} ${gateway}`).join(', ')
    default:
      return ''
  }
}
