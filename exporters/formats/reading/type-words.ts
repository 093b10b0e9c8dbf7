import type { NodeOf } from '../../../agent/topology/graph.ts'

/** `vlan 10`, `vxlan 42`, `macvlan bridge`, `vrf 100`: the kind, and what tells one of a kind from another. */
export const typeWords = ({ type, details }: Pick<NodeOf<'interface'>, 'type' | 'details'>): string => {
  const word = details['id'] ?? details['mode'] ?? details['table']
  return typeof word === 'string' || typeof word === 'number' ? `${type} ${word}` : type
}
