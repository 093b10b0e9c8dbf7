import { type CSSProperties, memo, type ReactNode, use } from 'react'
import { rowId } from '../layout/comings.ts'
import type { Box, GroupBox } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import type { Group, Health, Tally } from '../picture/picture.ts'
import { keysOf } from '../picture/rows.ts'
import { words } from '../words.ts'
import { HealthSign, Icon } from './icons.tsx'
import { moreId } from './items.ts'
import { RowView } from './row-view.tsx'
import { Tiles } from './tiles.tsx'
import { TreeContext, useItem } from './tree.ts'
import { overlaps, type View } from './view.ts'

interface Props {
  readonly box: GroupBox
  readonly view: View
  readonly arrived: ReadonlySet<string>
}

/** A network or bridge with what is on it. Rows out of sight are not drawn, but the one that the keyboard is at. */
export const GroupView = memo(({ box, view, arrived }: Props): ReactNode => {
  const tree = use(TreeContext)
  const { id, group, rows, more } = box
  const isDrawn = (rowBox: Box, row: string): boolean => overlaps(rowBox, view.visible) || tree?.active === row
  return (
    <>
      <div
        className="group"
        role="presentation"
        data-kind={group.kind}
        data-internal={group.internal || undefined}
        style={boxStyle(box)}
      />
      <Header id={id} box={box} />
      {view.level === 'tiles' ? <Tiles box={box} /> : null}
      {rows.map((row) => {
        const itemId = rowId(id, row.of)
        const hidden = view.level === 'tiles' && tree?.active !== itemId
        return hidden || !isDrawn(row, itemId) ? null : (
          <RowView key={itemId} id={itemId} row={row} isNew={arrived.has(itemId)} isBare={group.kind === 'alone'} />
        )
      })}
      {more === null ? null : <More id={id} box={more} />}
    </>
  )
})

export const boxStyle = ({ x, y, width, height }: Box): CSSProperties => ({ left: x, top: y, width, height })

const Header = ({ id, box }: { readonly id: string; readonly box: GroupBox }): ReactNode => {
  const tree = use(TreeContext)
  const item = useItem(id)
  const { group, open } = box
  return (
    <div
      {...item}
      className="group-header"
      data-health={group.health}
      style={{ ...boxStyle(box), height: measures.headerHeight }}
    >
      <Icon name={group.kind} />
      <span className="heading">
        <bdi className="title">{group.title}</bdi>
        <span className="says">
          {group.says.map((text) => (
            <bdi key={text}>{text}</bdi>
          ))}
        </span>
      </span>
      <Matches group={group} />
      <Tallies group={group} />
      <span
        className="toggle"
        aria-hidden="true"
        title={open ? words.close : words.open}
        onClick={(event) => {
          event.stopPropagation()
          tree?.toggle(id, !open)
        }}
        data-open={open || undefined}
      >
        <Icon name="chevron" />
      </span>
    </div>
  )
}

/** How many of its rows have what is looked for, also those that are not shown. */
const Matches = ({ group }: { readonly group: Group }): ReactNode => {
  const hits = use(TreeContext)?.hits ?? new Set<string>()
  if (hits.size === 0) return null
  const count = group.rows.filter((row) => keysOf(row).some((key) => hits.has(key))).length
  return count === 0 ? null : <span className="matches">{words.matches(count)}</span>
}

const Tallies = ({ group }: { readonly group: Group }): ReactNode => {
  const homes = Object.values(group.tally).reduce((sum, count) => sum + count, 0)
  return (
    <span className="tallies">
      {(['failing', 'warning', 'stopped'] as const).map((health) => (
        <Count key={health} tally={group.tally} health={health} />
      ))}
      <span className="count">{homes === 0 && group.rows.length === 0 ? words.noContainers : homes}</span>
    </span>
  )
}

const Count = ({ tally, health }: { readonly tally: Tally; readonly health: Health }): ReactNode =>
  tally[health] === 0 ? null : (
    <span className="state" data-health={health} title={words.health[health]}>
      <HealthSign health={health} />
      {tally[health]}
      <span className="spoken"> {words.health[health]}</span>
    </span>
  )

interface MoreProps {
  readonly id: string
  readonly box: NonNullable<GroupBox['more']>
}

const More = ({ id, box }: MoreProps): ReactNode => (
  <div {...useItem(moreId(id))} className="more" style={boxStyle(box)}>
    {words.more(box.count, box.failing)}
  </div>
)
