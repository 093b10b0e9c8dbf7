import { telling } from '../reading/addresses.ts'
import { follow, followBack, node } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import { isMasterKind, isPairKind, peerKey } from '../reading/peer.ts'
import { type Interface, placeOf, type Scene } from '../reading/scene.ts'
import { typeWords } from '../reading/type-words.ts'
import { fewOf } from './few-of.ts'
import { type Part, say } from './row.ts'

/** Ethernet's; another one is worth a word. */
const usualMtu = 1500

/** What is said of an interface. Its name and its kind come first: they make the columns. */
export const interfaceParts = (scene: Scene, { key, attributes }: Interface): Part[] => {
  const { topology, faults } = scene
  const { name, up, type, mtu, addresses, altNames, alias } = attributes
  const peer = peerKey(topology, key)
  return [
    say(name, 'strong'),
    // Most ports of most bridges are ends of pairs: that needs no column.
    say(isPairKind(attributes) && follow(topology, key, 'bridge-port').length > 0 ? '' : typeWords(attributes)),
    say(up || faults.has(key) ? '' : 'down', 'dim'),
    say(fewOf(telling(addresses))),
    say(mtu === usualMtu || type === 'loopback' ? '' : `mtu ${mtu}`, 'dim'),
    say(overWords(scene, { key, attributes })),
    ...uplinkParts(scene, key),
    ...follow(topology, key, 'implements').map((step) => networkPart(scene, step.key)),
    ...(peer === null ? [] : [peerPart(scene, key, peer)]),
    ...portParts(scene, key),
    say(
      type === 'bridge' && !faults.has(key) && followBack(topology, key, 'bridge-port').length === 0 ? 'no ports' : '',
      'dim',
    ),
    say(altNames.length === 0 ? '' : `also ${altNames.join(', ')}`, 'dim'),
    say(alias === null ? '' : `alias ${alias}`, 'dim'),
  ]
}

const overWords = (scene: Scene, { key, attributes }: Interface): string => {
  const here = placeOf(scene, key)
  const below = follow(scene.topology, key, 'over').map((step) => {
    const there = placeOf(scene, step.key)
    const name = nameOf(scene.topology, step.key)
    return there === here || there === undefined ? name : `${name} of ${there.title}`
  })
  if (below.length === 0) return ''
  return `${isMasterKind(attributes) ? 'of' : 'on'} ${fewOf(below)}`
}

const uplinkParts = ({ topology }: Scene, key: string): Part[] =>
  follow(topology, key, 'uplink').map(({ edge }) =>
    say(edge.gateways.length === 0 ? '→ world' : `→ world via ${edge.gateways.join(', ')}`),
  )

const networkPart = ({ topology }: Scene, key: string): Part => {
  const internal = node(topology, key, 'network')?.internal === true ? ' (internal)' : ''
  return [...say('network '), ...say(nameOf(topology, key), 'strong'), ...say(internal)]
}

/** The other end, and its addresses unless it is shown where it is. */
const peerPart = (scene: Scene, key: string, peer: string): Part => {
  const { topology } = scene
  const [here, there] = [placeOf(scene, key), placeOf(scene, peer)]
  const shownThere = follow(topology, peer, 'bridge-port').length + follow(topology, peer, 'uplink').length > 0
  const addresses = shownThere ? '' : fewOf(telling(node(topology, peer, 'interface')?.addresses ?? []))
  return [
    ...say('⇄ '),
    ...say(there === undefined || there === here ? '' : `${there.title} `, 'strong'),
    ...say(nameOf(topology, peer)),
    ...say(addresses === '' ? '' : `  ${addresses}`),
  ]
}

/** Every port of a bridge that does not filter by VLAN is in this one only. */
const usualVlan = '1 PVID untagged'

const portParts = ({ topology }: Scene, key: string): Part[] =>
  follow(topology, key, 'bridge-port').flatMap(({ edge: { state, vlans, hairpin, isolated } }) => [
    // Any other state is a fault, and said as one.
    say(state === 'forwarding' ? state : '', 'dim'),
    say(vlans.every((vlan) => vlan === usualVlan) ? '' : `vlans ${vlans.join(', ')}`),
    say([...(hairpin ? ['hairpin'] : []), ...(isolated ? ['isolated'] : [])].join(', ')),
  ])
