import type { Topology } from '../../../agent/topology/graph.ts'
import type { FormatOptions } from '../../../exporters/formats/format.ts'
import { byText } from '../../../exporters/formats/reading/by-text.ts'
import { nodes } from '../../../exporters/formats/reading/follow.ts'
import type { Place } from '../../../exporters/formats/reading/places.ts'
import { interfacesIn, type Scene, sceneOf } from '../../../exporters/formats/reading/scene.ts'
import { hangingsOf, hangingsOfStopped } from './hangings.ts'
import { tallyOf } from './health.ts'
import type { Picture } from './picture.ts'
import { dwellerOf, stoppedDweller } from './rows.ts'
import { Shelves } from './shelves.ts'
import { siteOf } from './sites.ts'
import { memberOf } from './things.ts'

/** What a graph that was fetched says of itself. */
type GraphSays = FormatOptions['snapshot']

/** What the map shows of a graph. Pure. */
export const pictureOf = (topology: Topology): Picture => {
  const { takenAt = '', engine = null, problems = [] } = topology.getAttributes() as Partial<GraphSays>
  const scene = sceneOf(topology, { snapshot: { takenAt, engine, problems }, color: false })
  const places = sitesIn(scene)
  const siteKeys = new Set(places.map(({ key }) => key))
  const shelves = new Shelves(scene, places)
  for (const place of scene.places)
    if (!siteKeys.has(place.key) || place.role === 'container')
      shelves.add(dwellerOf(scene, place), hangingsOf(scene, place, siteKeys))
  const containers = nodes(topology, 'container')
  for (const { key, attributes } of containers) {
    if (attributes.netns !== null && topology.hasNode(attributes.netns)) continue
    const member = memberOf(scene, key)
    if (member !== null) shelves.add(stoppedDweller(scene, member), hangingsOfStopped(scene, key))
  }
  const sites = places.map((place) => siteOf(scene, place, shelves.groupsOf(place.key), shelves.isDrawn))
  const rows = sites.flatMap(({ groups }) =>
    groups.flatMap((group) => group.rows.filter(({ kind }) => kind === 'home')),
  )
  return {
    sites,
    rows: rows.length,
    containers: containers.length,
    tally: tallyOf([...rows, ...sites.flatMap(({ residents }) => residents)]),
  }
}

const ranks: readonly Place['role'][] = ['engine', 'host', 'container', 'other']

/** The host's namespace, the engine's, and those that have a bridge. The engine's first: it is what one came for. */
const sitesIn = (scene: Scene): readonly Place[] => {
  const hasBridge = ({ key }: Place): boolean =>
    interfacesIn(scene, key).some(({ attributes }) => attributes.type === 'bridge')
  return scene.places
    .filter((place) => place.role === 'host' || place.role === 'engine' || hasBridge(place))
    .toSorted((one, two) => ranks.indexOf(one.role) - ranks.indexOf(two.role) || byText(one.title, two.title))
}
