import type { Site } from '../picture/picture.ts'
import type { Placed, SiteBox } from './layout.ts'
import { measures } from './measures.ts'
import type { Slots } from './memo.ts'
import { assignSlots } from './slots.ts'

/** The top of a site: the world, what leads there, the namespace itself, what it publishes. From the site's own corner. */
export type Band = Pick<SiteBox, 'world' | 'uplinks' | 'host' | 'devices' | 'residents' | 'ports' | 'publications'> & {
  readonly height: number
}

/** Published ports stand in columns of so many; what is beyond the last column is only counted. */
const portsPerColumn = 4
const portColumns = 3
const uplinkHeight = 56
const worldHeight = 44

const { padding, rowPitch, rowHeight, headerHeight, bandGap, hostWidth, portsWidth, worldWidth, uplinkWidth } = measures

export const bandOf = (
  { uplinks, devices, residents, publications }: Site,
  remember: (list: string, assign: (before: Slots | undefined) => Slots) => Slots,
): Band => {
  const list = <T>(
    name: string,
    things: readonly T[],
    placeOf: (thing: T) => string,
    corner: Corner,
    most?: number,
  ) => {
    const { slots, capacity } = remember(name, (before) => assignSlots(before, things.map(placeOf), most))
    const placed = things.flatMap((of): Placed<T>[] => {
      const slot = slots[placeOf(of)]
      if (slot === undefined) return []
      const column = Math.floor(slot / (corner.perColumn ?? Number.POSITIVE_INFINITY))
      const y = corner.y + (slot - column * (corner.perColumn ?? 0)) * (corner.pitch ?? rowPitch)
      const x = corner.x + column * (corner.width + padding)
      return [{ of, x, y, width: corner.width, height: corner.height ?? rowHeight }]
    })
    return { placed, capacity }
  }
  const hasWorld = uplinks.length > 0
  const uplinkX = worldWidth + bandGap
  const hostX = hasWorld ? uplinkX + uplinkWidth + bandGap : 0
  const inner = { x: hostX + padding, width: hostWidth - 2 * padding }
  const own = list('devices', devices, ({ name }) => name, { ...inner, y: headerHeight })
  const guests = list('residents', residents, ({ name, key }) => `${name} ${key}`, {
    ...inner,
    y: headerHeight + own.capacity * rowPitch,
  })
  const ways = list('uplinks', uplinks, ({ name }) => name, {
    x: uplinkX,
    y: 0,
    width: uplinkWidth,
    height: uplinkHeight,
    pitch: uplinkHeight + 12,
  })
  const portsX = hostX + hostWidth + bandGap
  const corner = {
    x: portsX + padding,
    y: headerHeight - 12,
    width: portsWidth - 2 * padding,
    perColumn: portsPerColumn,
  }
  const published = list('publications', publications, ({ key }) => key, corner, portsPerColumn * portColumns)
  const hidden = publications.length - published.placed.length
  const rows = own.capacity + guests.capacity
  const hostHeight = Math.max(uplinkHeight, headerHeight + rows * rowPitch + (rows > 0 ? padding : 0))
  const portsHeight =
    headerHeight - 12 + (Math.min(portsPerColumn, published.capacity) + (hidden > 0 ? 1 : 0)) * rowPitch + padding
  const portsShown = padding + Math.ceil(published.capacity / portsPerColumn) * (portsWidth - padding)
  const waysHeight = ways.capacity * (uplinkHeight + 12) - 12
  return {
    world: hasWorld ? { x: 0, y: (uplinkHeight - worldHeight) / 2, width: worldWidth, height: worldHeight } : null,
    uplinks: ways.placed,
    host: { x: hostX, y: 0, width: hostWidth, height: hostHeight },
    devices: own.placed,
    residents: guests.placed,
    ports: published.capacity === 0 ? null : { x: portsX, y: 0, width: portsShown, height: portsHeight, more: hidden },
    publications: published.placed,
    height: Math.max(hostHeight, hasWorld ? waysHeight : 0, published.capacity === 0 ? 0 : portsHeight),
  }
}

interface Corner {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height?: number
  readonly pitch?: number
  readonly perColumn?: number
}
