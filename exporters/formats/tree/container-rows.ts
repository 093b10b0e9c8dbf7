import { byText } from '../reading/by-text.ts'
import { follow, nodes } from '../reading/follow.ts'
import type { Scene } from '../reading/scene.ts'
import { type Container, containerAt, containerParts, isAlive } from './container-parts.ts'
import { interfaceRows } from './interface-rows.ts'
import { pairEndParts } from './pair-end-parts.ts'
import { inColumns, type Row, row } from './row.ts'

/** All containers: those that joined another's namespace below it, those that do not run at the end. */
export const containerRows = (scene: Scene): Row[] => {
  const owned = scene.places.filter(({ role }) => role === 'container')
  const placeByOwner = new Map(owned.map((place) => [place.containers[0] ?? '', place]))
  const joined = new Set(owned.flatMap(({ containers }) => containers.slice(1)))
  const rows = nodes(scene.topology, 'container')
    .filter(({ key }) => !joined.has(key))
    .toSorted(inOrder)
    .map((container) => {
      const place = placeByOwner.get(container.key)
      const others = (place?.containers ?? []).slice(1).flatMap((key) => containerAt(scene, key))
      const children = inColumns(
        others.toSorted(inOrder).map((other) => row(containerParts(scene, other))),
        2,
      )
      const own = place === undefined ? [] : interfaceRows(scene, place.key)
      const said = follow(scene.topology, container.key, 'attached-to').flatMap(({ edge }) => edge.addresses)
      const ends = place === undefined ? [] : pairEndParts(scene, place.key, said)
      return row([...containerParts(scene, container), ...ends], [...children, ...own])
    })
  return inColumns(rows, 2)
}

const inOrder = (one: Container, two: Container): number =>
  Number(isAlive(two.attributes)) - Number(isAlive(one.attributes)) ||
  Number(one.attributes.project === null) - Number(two.attributes.project === null) ||
  byText(one.attributes.project ?? '', two.attributes.project ?? '') ||
  byText(one.attributes.name, two.attributes.name)
