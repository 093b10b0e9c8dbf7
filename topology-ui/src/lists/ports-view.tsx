import { type ReactNode, useState } from 'react'
import type { NatFault, NatPort, NatReport, RuleRef } from '../../../agent/firewall/nat/record.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { useAnswer } from '../live/use-answer.ts'
import { HealthSign } from '../map/icons.tsx'
import { words } from '../words.ts'
import { Head } from './head.tsx'

const longest = 2_000

interface Props {
  readonly query: string
  readonly onSelect: (key: string) => void
}

/** Published ports, each with all that has to be there for it, and what of that is missing. */
export const PortsView = ({ query, onSelect }: Props): ReactNode => {
  const [turn, setTurn] = useState(0)
  const { answer, failure } = useAnswer<NatReport>('/api/v1/nat', turn)
  const wanted = query.trim().toLowerCase()
  const ports = (answer?.ports ?? []).filter((port) => headOf(port).toLowerCase().includes(wanted))
  return (
    <section className="list-view" aria-label={words.viewNames.ports}>
      <Head title={words.portsTitle} isAsking={answer === null && failure === null} onAgain={() => setTurn(turn + 1)} />
      {failure === null ? null : <p role="alert">{failure}</p>}
      {answer === null ? null : <Faults faults={answer.faults} />}
      {answer !== null && ports.length === 0 ? <p className="says">{words.nothingHere}</p> : null}
      {ports.map((port) => (
        <Port key={`${headOf(port)} ${port.containerAddress}`} port={port} onSelect={onSelect} />
      ))}
      {answer === null || answer.stale.length === 0 ? null : (
        <article className="chain">
          <h3 className="chain-title">{words.leftOver}</h3>
          <ul>
            {answer.stale.map(({ rule, proxy, reason, remedy }) => (
              <li key={`${rule === null ? proxy?.pid : `${placeOf(rule)} ${rule.text}`}`}>
                {rule === null ? words.proxy(proxy?.pid ?? 0) : <Rule rule={rule} />}
                <p>{printable(reason, longest)}</p>
                <Remedy text={remedy} />
              </li>
            ))}
          </ul>
        </article>
      )}
    </section>
  )
}

const headOf = ({ hostAddress, hostPort, protocol, container, containerAddress, containerPort }: NatPort): string => {
  const target = containerAddress === null ? `:${containerPort}` : withPort(containerAddress, containerPort)
  return printable(`${withPort(hostAddress, hostPort)}/${protocol} → ${container?.name ?? ''} ${target}`)
}

const withPort = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

const Port = ({ port, onSelect }: { readonly port: NatPort; readonly onSelect: (key: string) => void }): ReactNode => {
  const { container, rules, proxy, hostSocket, listener, network, faults } = port
  return (
    <article className="chain">
      <h3 className="chain-title">
        <bdi>{headOf(port)}</bdi>
        <span className="says">
          {network === null ? '' : `${words.columns.network}: ${printable(network)}`}{' '}
          {container === null ? null : (
            <button type="button" className="link" onClick={() => onSelect(`ctr:${container.id}`)}>
              {words.showContainer}
            </button>
          )}
        </span>
      </h3>
      <Faults faults={faults} />
      <dl>
        {(['dnat', 'accept', 'masquerade', 'hairpin', 'direct'] as const).map((kind) => (
          <Piece key={kind} title={words.pieces[kind]}>
            {rules[kind].length === 0
              ? words.noPiece
              : rules[kind].map((rule) => <Rule key={`${placeOf(rule)} ${rule.text}`} rule={rule} />)}
          </Piece>
        ))}
        <Piece title={words.pieces.socket}>
          {hostSocket === null
            ? words.noPiece
            : printable(`${hostSocket.command ?? hostSocket.role} ${hostSocket.pid ?? ''} ${hostSocket.address}`)}
        </Piece>
        <Piece title={words.pieces.proxy}>{proxy === null ? words.noPiece : words.proxy(proxy.pid)}</Piece>
        <Piece title={words.pieces.listener}>
          {words.listener[listener.state]} {printable(`${listener.command ?? ''} ${listener.address ?? ''}`)}
        </Piece>
      </dl>
    </article>
  )
}

const Piece = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
)

const placeOf = ({ backend, family, table, chain, number }: RuleRef): string =>
  `${family} ${table} ${chain} #${number}${backend === 'iptables-legacy' ? ' legacy' : ''}`

const Rule = ({ rule }: { readonly rule: RuleRef }): ReactNode => (
  <div className="piece-rule">
    <bdi className="says">
      {printable(placeOf(rule))}
      {rule.packets === null ? '' : ` · ${words.packets(`${rule.packets}`)}`}
    </bdi>
    <bdi>{printable(rule.text, longest)}</bdi>
  </div>
)

const Faults = ({ faults }: { readonly faults: readonly NatFault[] }): ReactNode =>
  faults.map(({ id, level, text, remedy }) => (
    <div key={`${id} ${text}`} className="fault">
      <span className="state" data-health={level === 'broken' ? 'failing' : 'warning'}>
        <HealthSign health={level === 'broken' ? 'failing' : 'warning'} />
        {words.health[level === 'broken' ? 'failing' : 'warning']}
      </span>{' '}
      <bdi>{printable(text, longest)}</bdi>
      {remedy === undefined ? null : <Remedy text={remedy} />}
    </div>
  ))

const Remedy = ({ text }: { readonly text: string }): ReactNode => (
  <code className="remedy">
    <bdi>{printable(text, longest)}</bdi>
  </code>
)
