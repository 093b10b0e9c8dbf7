import { memo, type ReactNode } from 'react'
import type { GroupBox, Placed } from '../layout/layout.ts'
import type { Health, Row } from '../picture/picture.ts'

const order: readonly Health[] = ['healthy', 'stopped', 'warning', 'failing']

/** All rows of a group as tiles, for a look from far away: one path for each state. */
export const Tiles = memo(({ box }: { readonly box: GroupBox }): ReactNode => {
  const byHealth = Map.groupBy(box.rows, ({ of }) => of.health)
  return (
    <svg className="tiles" style={{ left: box.x, top: box.y }} width={box.width} height={box.height} aria-hidden="true">
      {order.map((health) => {
        const rows = byHealth.get(health) ?? []
        return rows.length === 0 ? null : (
          <path key={health} data-health={health} d={rows.map((row) => tile(row, box)).join('')} />
        )
      })}
    </svg>
  )
})

const tile = ({ x, y, width, height }: Placed<Row>, box: GroupBox): string =>
  `M${x - box.x} ${y - box.y}h${width}v${height}h${-width}Z`
