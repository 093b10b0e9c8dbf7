import { follow } from '../reading/follow.ts'
import { listeningOfPlace } from '../reading/listening.ts'
import type { Place } from '../reading/places.ts'
import { interfacesIn, type Scene } from '../reading/scene.ts'
import { fewOf } from './few-of.ts'
import { interfaceRows } from './interface-rows.ts'
import { listenParts } from './listen-parts.ts'
import { pairEndParts } from './pair-end-parts.ts'
import { type Part, type Row, row, say } from './row.ts'

/** A namespace that no container has to itself, with its interfaces. */
export const placeRow = (scene: Scene, place: Place): Row => {
  const interfaces = interfaceRows(scene, place.key)
  const elsewhere = pairEndParts(scene, place.key)
  const { names, holder } = place.netns
  return row(
    [
      say(place.title, 'strong'),
      say(place.key === place.title ? '' : place.key, 'dim'),
      say(names.filter((name) => name !== place.title).join(', ')),
      processPart(place),
      // What is shown by its processes or its name says that already.
      say(holder === 'process' || holder === 'name' ? '' : (held[holder] ?? `held by a ${holder}`)),
      ...listenParts(listeningOfPlace(scene.topology, place.netns)),
      ...leadPart(scene, place),
      ...elsewhere,
      say(interfaces.length + elsewhere.length === 0 ? emptiness(scene, place) : '', 'dim'),
    ],
    interfaces,
  )
}

const held: { readonly [holder: string]: string } = {
  unknown: 'could not be opened: only a veth leads to it',
  descriptor: 'held by an open descriptor',
  mount: 'held by a mount elsewhere',
}

/** The host's processes are everybody's: their number is enough. */
const processPart = ({ netns: { pids, command }, role }: Place): Part => {
  if (pids.length === 0) return say('')
  if (role === 'host') return say(pids.length === 1 ? '1 process' : `${pids.length} processes`, 'dim')
  return say(`${command ?? 'process'} (pid ${fewOf(pids)})`, 'dim')
}

/** Without a default route of its own the host reaches nothing beyond its networks. */
const leadPart = (scene: Scene, { key, role }: Place): Part[] => {
  if (role !== 'host' && role !== 'engine') return []
  const leads = interfacesIn(scene, key).some((one) => follow(scene.topology, one.key, 'uplink').length > 0)
  return leads ? [] : [say('! no default route', 'doubtful')]
}

const emptiness = (scene: Scene, { key }: Place): string => {
  const names = interfacesIn(scene, key).map(({ attributes }) => attributes.name)
  return names.length === 0 ? 'no interface could be read' : `only ${fewOf(names)}`
}
