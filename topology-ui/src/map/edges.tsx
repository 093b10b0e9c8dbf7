import { memo, type ReactNode } from 'react'
import type { Box, GroupBox, SiteBox } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import { overlaps } from './view.ts'

const { headerHeight, rowHeight, busWidth, rowsPerStack } = measures

/** All lines of the map: one path for what joins the boxes, one for each group's bus. */
export const Edges = memo(
  ({ sites, bounds, visible }: { readonly sites: readonly SiteBox[]; readonly bounds: Box; readonly visible: Box }) => (
    <svg className="edges" width={bounds.width + 40} height={bounds.height + 40} aria-hidden="true">
      <path className="rail" d={sites.map(railPath).join('')} />
      {sites.flatMap(({ groups }) =>
        groups
          .filter((group) => group.open && overlaps(group, visible))
          .map((group) => <Bus key={group.id} group={group} />),
      )}
    </svg>
  ),
)

/** From the world by the uplinks to the namespace, and from there along the rail and down the columns. */
export const railPath = ({ world, uplinks, host, ports, rail, groups }: SiteBox): string => {
  const lines: string[] = []
  const middle = ({ y, height }: Box): number => y + height / 2
  const hostMiddle = Math.min(middle(host), host.y + 28)
  for (const uplink of uplinks) {
    if (world !== null) lines.push(bend(world.x + world.width, middle(world), uplink.x, middle(uplink)))
    lines.push(bend(uplink.x + uplink.width, middle(uplink), host.x, hostMiddle))
  }
  if (ports !== null) lines.push(bend(host.x + host.width, hostMiddle, ports.x, hostMiddle))
  const hanging = groups.filter(({ group }) => group.kind !== 'alone')
  if (hanging.length === 0) return lines.join('')
  const start = host.x + host.width / 2
  const gutters = [...new Set(hanging.map(({ gutter }) => gutter))]
  lines.push(
    `M${start} ${host.y + host.height}V${rail}M${Math.min(start, ...gutters)} ${rail}H${Math.max(start, ...gutters)}`,
  )
  for (const gutter of gutters) {
    const stubs = hanging.filter((group) => group.gutter === gutter).map(({ y }) => y + headerHeight / 2)
    lines.push(`M${gutter} ${rail}V${Math.max(...stubs)}`)
  }
  for (const { gutter, x, y } of hanging) lines.push(`M${gutter} ${y + headerHeight / 2}H${x}`)
  return lines.join('')
}

/** Right, then up or down in the middle, then right. */
const bend = (x: number, y: number, toX: number, toY: number): string =>
  y === toY ? `M${x} ${y}H${toX}` : `M${x} ${y}H${(x + toX) / 2}V${toY}H${toX}`

const Bus = ({ group }: { readonly group: GroupBox }): ReactNode => {
  const wired = group.rows.filter(({ of }) => of.port !== null || of.inner !== null)
  const whole = wired.filter(({ of }) => !of.detached)
  return (
    <>
      <path className="bus" d={busPath(group, whole)} />
      <path
        className="bus broken"
        d={wired
          .filter(({ of }) => of.detached)
          .map(stub)
          .join('')}
      />
    </>
  )
}

type Rows = GroupBox['rows']

const stub = ({ x, y }: Rows[number]): string => `M${x - busWidth + 8} ${y + rowHeight / 2}H${x}`

export const busPath = (group: GroupBox, rows: Rows): string => {
  const stacks = Map.groupBy(rows, ({ x, y }) => `${x} ${Math.floor((y - group.y - headerHeight) / blockHeight)}`)
  const lines = [...stacks.values()].map((stack) => {
    const x = (stack[0]?.x ?? 0) - busWidth + 8
    const ends = stack.map(({ y }) => y + rowHeight / 2)
    const inFirst = Math.min(...ends) < group.y + headerHeight + blockHeight
    return `M${x} ${inFirst ? group.y + headerHeight - 8 : Math.min(...ends)}V${Math.max(...ends)}${stack.map(stub).join('')}`
  })
  const xs = [...stacks.values()].map((stack) => (stack[0]?.x ?? 0) - busWidth + 8)
  const top = group.y + headerHeight - 8
  const joined = xs.length > 1 ? `M${Math.min(...xs)} ${top}H${Math.max(...xs)}` : ''
  return lines.join('') + joined
}

const blockHeight = rowsPerStack * measures.rowPitch + measures.blockGap
