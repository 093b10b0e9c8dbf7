import { telling } from '../reading/addresses.ts'
import { nameOf } from '../reading/name-of.ts'
import { peerKey } from '../reading/peer.ts'
import { interfacesIn, type Scene } from '../reading/scene.ts'
import { fewOf } from './few-of.ts'
import { isShownAtItsPeer } from './interface-rows.ts'
import { type Part, say } from './row.ts'

/**
 * The ends of pairs that are in a namespace and shown elsewhere: name and addresses, and where to look if one is broken.
 * @param said addresses that need not be said again
 */
export const pairEndParts = (scene: Scene, place: string, said: readonly string[] = []): Part[] => {
  const { topology, faults } = scene
  return interfacesIn(scene, place)
    .filter(({ key }) => isShownAtItsPeer(scene, key))
    .flatMap(({ key, attributes }) => {
      const addresses = telling(attributes.addresses)
      const isSaid = addresses.length > 0 && addresses.every((address) => said.includes(address))
      const peer = peerKey(topology, key) ?? key
      const worst = [key, peer].flatMap((end) => faults.get(end) ?? []).some(({ level }) => level === 'broken')
      return [
        ...(isSaid ? [] : [say(`${attributes.name} ${fewOf(addresses)}`.trimEnd())]),
        ...(worst ? [say(`✗ see ${nameOf(topology, peer)}`, 'broken')] : []),
      ]
    })
}
