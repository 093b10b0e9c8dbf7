import { byText } from '../../../exporters/formats/reading/by-text.ts'
import { follow } from '../../../exporters/formats/reading/follow.ts'
import type { Place } from '../../../exporters/formats/reading/places.ts'
import { interfacesIn, type Scene } from '../../../exporters/formats/reading/scene.ts'
import { groupOf } from './groups.ts'
import { type Anchor, type Hanging, loosePorts } from './hangings.ts'
import type { Group, Row } from './picture.ts'
import { type Dweller, portRow, rowOf } from './rows.ts'
import { networkAt } from './sites.ts'

interface Shelf {
  readonly anchor: Anchor | null
  /** Key of the site that it belongs to. */
  readonly site: string
  readonly rows: Row[]
}

/** Rows by what they hang on, while they are gathered. Every bridge is there, also one without ports. */
export class Shelves {
  readonly #scene: Scene
  readonly #main: string
  readonly #shelves = new Map<string, Shelf>()
  readonly #drawn = new Set<string>()

  constructor(scene: Scene, sites: readonly Place[]) {
    this.#scene = scene
    this.#main = sites[0]?.key ?? ''
    for (const { key: site } of sites)
      for (const { key, attributes } of interfacesIn(scene, site))
        if (attributes.type === 'bridge') this.#shelf({ kind: 'bridge', key })
  }

  /** At home on the best of what it hangs on, a visitor on the others. */
  add(dweller: Dweller, hangings: readonly Hanging[]): void {
    const [home = null, ...visits] = hangings.toSorted((one, two) => this.#rank(one) - this.#rank(two))
    for (const { port } of hangings) if (port !== null) this.#drawn.add(port.key)
    const title = ({ anchor }: Hanging): string => networkAt(this.#scene, anchor.key).name
    this.#shelf(home?.anchor ?? null).rows.push(rowOf(this.#scene, dweller, home, 'home', visits.map(title)))
    for (const visit of visits)
      this.#shelf(visit.anchor).rows.push(
        rowOf(this.#scene, dweller, visit, 'visit', home === null ? [] : [title(home)]),
      )
  }

  /** Whether an interface is shown as the port of a row. */
  readonly isDrawn = (key: string): boolean => this.#drawn.has(key)

  groupsOf(site: string): Group[] {
    return [...this.#shelves.values()]
      .filter((shelf) => shelf.site === site)
      .map(({ anchor, rows }) => {
        const ports = anchor?.kind === 'bridge' ? loosePorts(this.#scene, anchor.key, this.#drawn) : []
        return groupOf(
          this.#scene,
          anchor,
          [...rows, ...ports.map((port) => portRow(this.#scene, port))].toSorted(byPlace),
        )
      })
      .toSorted(inOrder)
  }

  #shelf(anchor: Anchor | null): Shelf {
    const id = anchor === null ? '' : `${anchor.kind} ${anchor.key}`
    const shelf = this.#shelves.get(id) ?? { anchor, site: this.#siteOf(anchor), rows: [] }
    this.#shelves.set(id, shelf)
    return shelf
  }

  #siteOf(anchor: Anchor | null): string {
    if (anchor === null || anchor.kind === 'network') return this.#main
    if (anchor.kind === 'direct') return anchor.key
    return follow(this.#scene.topology, anchor.key, 'in')[0]?.key ?? this.#main
  }

  /** Docker takes the default route from a network that is not internal. */
  #rank({ anchor, detached }: Hanging): number {
    return (networkAt(this.#scene, anchor.key).internal ? 2 : 0) + (detached ? 1 : 0)
  }
}

const kinds: readonly Group['kind'][] = ['bridge', 'overlay', 'parent', 'direct', 'alone']

/** Where nothing is remembered: bridges by the name of their network, then the rest. */
const inOrder = (one: Group, two: Group): number =>
  kinds.indexOf(one.kind) - kinds.indexOf(two.kind) || byText(one.place, two.place)

const byPlace = (one: Row, two: Row): number => byText(one.place, two.place) || byText(one.key, two.key)
