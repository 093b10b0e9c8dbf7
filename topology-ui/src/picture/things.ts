import { printable } from '../../../exporters/formats/printable.ts'
import { telling } from '../../../exporters/formats/reading/addresses.ts'
import { follow, node } from '../../../exporters/formats/reading/follow.ts'
import type { Interface, Scene } from '../../../exporters/formats/reading/scene.ts'
import { words } from '../words.ts'
import { healthOf } from './health.ts'
import type { Device, Member } from './picture.ts'

/** Names that containers chose are cut where no one would read on. The whole is in the details. */
const longest = 80

export const shown = (text: string): string => printable(text, longest)

export const deviceOf = ({ topology, faults }: Scene, { key, attributes }: Interface): Device => {
  const own = faults.get(key) ?? []
  return {
    key,
    name: shown(attributes.name || `interface ${attributes.ifindex}`),
    ifindex: attributes.ifindex,
    type: shown(attributes.type),
    addresses: telling(attributes.addresses).map(shown),
    trouble: own[0]?.text ?? (attributes.up ? null : words.isDown),
    health: attributes.up || own.length > 0 ? healthOf(own) : 'stopped',
    gateways: follow(topology, key, 'uplink').flatMap(({ edge }) => edge.gateways.map(shown)),
  }
}

const stoppedStates = ['exited', 'created', 'dead', 'removing', 'stopped']

export const memberOf = ({ topology, faults }: Scene, key: string): Member | null => {
  const says = node(topology, key, 'container')
  if (says === null) return null
  const health = healthOf(faults.get(key) ?? [])
  return {
    key,
    name: shown(says.name || says.id),
    state: shown(says.state),
    image: shown(says.image),
    project: says.project === null ? null : shown(says.project),
    health: health === 'healthy' && stoppedStates.includes(says.state) ? 'stopped' : health,
  }
}

export const membersOf = (scene: Scene, keys: readonly string[]): Member[] =>
  keys.flatMap((key) => memberOf(scene, key) ?? [])
