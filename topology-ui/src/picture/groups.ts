import { followBack, node } from '../../../exporters/formats/reading/follow.ts'
import type { Scene } from '../../../exporters/formats/reading/scene.ts'
import { words } from '../words.ts'
import { type Anchor, interfaceAt } from './hangings.ts'
import { healthOf, tallyOf, worst } from './health.ts'
import type { Group, Row } from './picture.ts'
import { deviceOf, shown } from './things.ts'

/** The key of a group for namespaces that hang on nothing. */
export const aloneKey = 'alone'

/** A box for what hangs on an anchor; null: on nothing. */
export const groupOf = (scene: Scene, anchor: Anchor | null, rows: readonly Row[]): Group => {
  const head = headOf(scene, anchor)
  const faults = [head.key, ...head.networks].flatMap((key) => scene.faults.get(key) ?? [])
  const { networks: _, ...shape } = head
  return {
    ...shape,
    keys: [head.key, ...head.networks],
    rows: uniquePlaces(rows),
    faults,
    tally: tallyOf(rows.filter(({ kind }) => kind === 'home')),
    health: worst([healthOf(faults), ...rows.map(({ health }) => health)].filter((health) => health !== 'stopped')),
  }
}

type Head = Omit<Group, 'rows' | 'keys' | 'health' | 'faults' | 'tally'> & { readonly networks: readonly string[] }

const headOf = (scene: Scene, anchor: Anchor | null): Head => {
  const blank = { device: null, internal: false, networks: [] as readonly string[] }
  if (anchor === null)
    return {
      ...blank,
      key: aloneKey,
      place: aloneKey,
      kind: 'alone',
      title: words.alone,
      says: [words.aloneSays],
    }
  switch (anchor.kind) {
    case 'bridge':
      return bridgeHead(scene, anchor.key)
    case 'network':
      return { ...blank, ...networkHead(scene, [anchor.key]), key: anchor.key, kind: 'bridge', networks: [anchor.key] }
    case 'parent': {
      const parent = interfaceAt(scene, anchor.key)
      const device = parent && deviceOf(scene, parent)
      return {
        ...blank,
        key: anchor.key,
        place: `parent ${device?.name ?? anchor.key}`,
        kind: 'parent',
        title: words.onDevice(device?.name ?? anchor.key),
        says: [words.onDeviceSays],
        device,
      }
    }
    case 'direct':
      return {
        ...blank,
        key: anchor.key,
        place: 'direct',
        kind: 'direct',
        title: words.direct,
        says: [words.directSays],
      }
    default:
      return anchor.kind satisfies never
  }
}

const bridgeHead = (scene: Scene, key: string): Head => {
  const { topology } = scene
  const bridge = interfaceAt(scene, key)
  const device = bridge && deviceOf(scene, bridge)
  const name = device?.name ?? key
  const networks = [...scene.bridgeByNetwork].flatMap(([network, of]) => (of === key ? [network] : []))
  const ports = followBack(topology, key, 'bridge-port').map((port) => node(topology, port.key, 'interface')?.type)
  const kind = ports.includes('vxlan') ? 'overlay' : 'bridge'
  if (networks.length === 0)
    return { key, kind, place: name, title: name, says: device?.addresses ?? [], device, internal: false, networks }
  const { says, ...head } = networkHead(scene, networks)
  return { ...head, key, kind, device, networks, says: [name, ...says] }
}

const networkHead = (
  { topology }: Scene,
  keys: readonly string[],
): Pick<Head, 'place' | 'title' | 'says' | 'internal'> => {
  const networks = keys.flatMap((key) => node(topology, key, 'network') ?? [])
  const title = networks.map(({ name }) => shown(name)).join(', ')
  const internal = networks.some((network) => network.internal)
  const drivers = networks.flatMap(({ driver }) => (driver === 'bridge' ? [] : [shown(driver)]))
  const subnets = networks.flatMap((network) => network.subnets.map(shown))
  return {
    place: `network ${title}`,
    title,
    says: [...drivers, ...subnets, ...(internal ? [words.internal] : [])],
    internal,
  }
}

/** Two rows may be called alike: the later one is then known by its key. */
const uniquePlaces = (rows: readonly Row[]): readonly Row[] => {
  const taken = new Set<string>()
  return rows.map((row) => {
    const place = taken.has(row.place) ? `${row.place} ${row.key}` : row.place
    taken.add(place)
    return place === row.place ? row : { ...row, place }
  })
}
