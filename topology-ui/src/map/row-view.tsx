import { memo, type ReactNode } from 'react'
import { isEqual } from '../../../collectors/equal.ts'
import type { Placed } from '../layout/layout.ts'
import type { Device, Row } from '../picture/picture.ts'
import { words } from '../words.ts'
import { HealthSign, Icon, type IconName } from './icons.tsx'
import { useItem } from './tree.ts'

interface Props {
  readonly id: string
  readonly row: Placed<Row>
  readonly isNew: boolean
  /** Nothing is wired where it stands: no room is left for it. */
  readonly isBare: boolean
}

/** One network namespace: the port outside, the wire, the interface inside, and who is in it. */
export const RowView = memo(
  ({ id, row: { of: row, x, y }, isNew, isBare }: Props): ReactNode => {
    const item = useItem(id)
    return (
      <div
        {...item}
        className="row"
        data-kind={row.kind}
        data-health={row.health}
        data-detached={row.detached || undefined}
        data-new={isNew || undefined}
        data-bare={isBare || undefined}
        style={{ left: x, top: y }}
        title={row.faults.map(({ text }) => text).join('\n') || undefined}
      >
        {row.port === null ? <span className="port absent" /> : <Port device={row.port} />}
        <span className="wire" data-wired={(row.port !== null && row.inner !== null) || undefined} />
        {row.kind === 'port' ? <PortCell row={row} /> : <Cell row={row} />}
      </div>
    )
  },
  (one, other) =>
    one.id === other.id && one.isNew === other.isNew && one.isBare === other.isBare && isEqual(one.row, other.row),
)

const Port = ({ device }: { readonly device: Device }): ReactNode => (
  <span className="port" data-health={device.health}>
    <span className="ifindex">if{device.ifindex}</span> <bdi className="interface">{device.name}</bdi>
  </span>
)

const Cell = ({ row }: { readonly row: Row }): ReactNode => {
  const { members, inner, kind, elsewhere } = row
  const [first, ...others] = members
  return (
    <span className="cell">
      <Icon name={iconOf(row)} />
      <span className="names">
        <bdi className="name">{row.title}</bdi>
        {(kind === 'visit' ? [] : others).map(({ key, name }) => (
          <bdi className="shares" key={key} title={words.sharesNamespace}>
            {name}
          </bdi>
        ))}
      </span>
      {kind === 'visit' ? <span className="elsewhere">{`${words.homeOn} ${elsewhere[0] ?? words.none}`}</span> : null}
      {inner === null ? null : (
        <span className="inner">
          <bdi>{inner.name}</bdi> <span className="ifindex">if{inner.ifindex}</span>
        </span>
      )}
      {inner === null ? null : <bdi className="address">{inner.addresses[0] ?? ''}</bdi>}
      <State row={row} state={first?.state} />
    </span>
  )
}

/** Healthy is not said: it is quiet. */
const State = ({ row, state }: { readonly row: Row; readonly state: string | undefined }): ReactNode => {
  if (row.health === 'healthy') return null
  const said = row.detached
    ? words.notOnBridge
    : state === undefined || state === 'running'
      ? words.health[row.health]
      : state
  return (
    <span className="state" data-health={row.health}>
      <HealthSign health={row.health} />
      {said}
    </span>
  )
}

const PortCell = ({ row }: { readonly row: Row }): ReactNode => (
  <span className="cell">
    <Icon name="port" />
    <span className="names">{row.port?.type}</span>
    <bdi className="address">{row.port?.addresses[0] ?? ''}</bdi>
    <State row={row} state={undefined} />
  </span>
)

const iconOf = ({ members }: Row): IconName =>
  members.length === 0 ? 'namespace' : members.length === 1 ? 'container' : 'shared'
