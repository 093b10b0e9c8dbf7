import type { NatFault, NatPort, NatReport, RuleRef, Stale } from '../../../agent/firewall/nat/record.ts'
import { withPort } from '../../../agent/firewall/prefix.ts'
import { paint } from '../tree/paint.ts'
import { type Part, say } from '../tree/row.ts'
import { wrap } from '../tree/wrap.ts'
import type { TextOptions } from './text.ts'

const usualColumns = 120

/** Published ports for people: a block for each, with what is wrong first, then the rules, the proxy and the sockets. */
export const natText = (report: NatReport, { color, columns = usualColumns }: TextOptions): string => {
  const draw: Draw = (parts, indent) => {
    const margin = say(' '.repeat(indent))
    const lines = wrap(parts, { columns, first: indent, next: indent })
    return lines.map((line) => paint([...(indent === 0 ? [] : margin), ...line], color))
  }
  const { ports, stale, faults } = report
  const blocks = [
    ...(faults.length === 0 ? [] : [faults.flatMap((fault) => faultLines(fault, draw, 0))]),
    ...(ports.length === 0
      ? [draw([say('no published ports')], 0)]
      : twins(ports).map((ones) => portLines(ones, draw))),
    ...(stale.length === 0 ? [] : [staleLines(stale, draw)]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

type Draw = (parts: readonly Part[], indent: number) => string[]

/** Neither a rule nor a fault is cut. */
const longest = 100_000

const faultLines = ({ level, text, remedy }: NatFault, draw: Draw, indent: number): string[] =>
  draw(
    [
      say(`${level === 'broken' ? '✗' : '!'} ${text}`, level, longest),
      say(remedy === undefined ? '' : `→ ${remedy}`, 'plain', longest),
    ],
    indent,
  )

/** A port that is published on all addresses of both families is one thing for people. */
const twins = (ports: readonly NatPort[]): readonly (readonly NatPort[])[] => [
  ...Map.groupBy(ports, ({ protocol, hostAddress, hostPort, container, containerPort, declared }) =>
    JSON.stringify([
      protocol,
      hostAddress === '0.0.0.0' || hostAddress === '::' ? 'any' : hostAddress,
      hostPort,
      container?.id,
      containerPort,
      declared,
    ]),
  ).values(),
]

/** @param ports the same one on different addresses */
const portLines = (ports: readonly NatPort[], draw: Draw): string[] => {
  const [port] = ports
  if (port === undefined) return []
  const { container, network, declared } = port
  const targets = unique(ports.map(targetWords))
  const head = [
    ...ports.map(({ protocol, hostAddress, hostPort }) =>
      say(`${withPort(hostAddress, hostPort)}/${protocol}`, 'strong'),
    ),
    say(`→ ${container === null ? '' : `${container.name} `}${targets.join(', ')}`, 'strong'),
    say(container === null || container.state === 'running' ? '' : container.state, 'doubtful'),
    say(network === null ? '' : `network ${network}`),
    say(declared ? '' : 'by a rule only', 'dim'),
  ]
  const faults = new Map(ports.flatMap((one) => one.faults.map((fault) => [fault.text, fault])))
  return [
    ...draw(head, 0),
    ...[...faults.values()].flatMap((fault) => faultLines(fault, draw, 2)),
    ...kinds.flatMap(({ kind, label }) =>
      ports.flatMap(({ rules }) => rules[kind].flatMap((rule) => ruleLines(label, rule, draw))),
    ),
    ...(isStopped(port) ? [] : ports.flatMap((one) => draw([labelled('host'), ...hostParts(one)], 2))),
    ...(isStopped(port)
      ? []
      : uniqueLines(ports.map((one) => draw([labelled('container'), ...listenerParts(one)], 2)))),
  ]
}

/** There is nothing to see of it. */
const isStopped = ({ container, hostSocket, listener }: NatPort): boolean =>
  container !== null && container.state !== 'running' && hostSocket === null && listener.state === 'unknown'

const targetWords = ({ containerAddress, containerPort }: NatPort): string =>
  containerAddress === null ? `port ${containerPort}` : withPort(containerAddress, containerPort)

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)]

const uniqueLines = (groups: readonly (readonly string[])[]): readonly string[] =>
  unique(groups.map((lines) => lines.join('\n'))).flatMap((lines) => lines.split('\n'))

const kinds = [
  { kind: 'dnat', label: 'dnat' },
  { kind: 'accept', label: 'accept' },
  { kind: 'masquerade', label: 'masquerade' },
  { kind: 'hairpin', label: 'hairpin' },
  { kind: 'direct', label: 'direct' },
] as const

const labelWidth = 'masquerade'.length
const labelled = (label: string): Part => say(label.padEnd(labelWidth), 'dim')

const ruleLines = (label: string, rule: RuleRef, draw: Draw): string[] => draw([labelled(label), ...ruleParts(rule)], 2)

const ruleParts = ({ backend, family, table, chain, number, text, packets, bytes }: RuleRef): Part[] => [
  say(`${family} ${table} ${chain} #${number}`),
  say(backend === 'iptables-legacy' ? 'legacy' : '', 'dim'),
  say(packets === null || bytes === null ? '' : `${packets} packets, ${bytes} bytes`),
  say(text, 'plain', longest),
]

const roles = {
  proxy: '',
  engine: 'which only keeps the port',
  other: '',
  unknown: '',
} as const

const hostParts = ({ proxy, hostSocket }: NatPort): Part[] => {
  if (hostSocket === null && proxy === null) return [say('no socket')]
  const who = hostSocket?.pid ? `${hostSocket.command || 'a process'} (pid ${hostSocket.pid})` : 'an unknown process'
  const socket =
    hostSocket === null ? [say('no socket')] : [say(`${who} on ${hostSocket.address}`), say(roles[hostSocket.role])]
  if (proxy === null) return socket
  const leads = `to ${withPort(proxy.containerAddress, proxy.containerPort)}`
  return hostSocket?.pid === proxy.pid
    ? [...socket, say(leads)]
    : [...socket, say(`docker-proxy (pid ${proxy.pid}) ${leads}${proxy.listening ? '' : ', not listening'}`)]
}

const listenerParts = ({ listener, containerPort, protocol }: NatPort): Part[] => {
  const { state, address, pid, command } = listener
  const who = pid === undefined ? 'a process' : `${command || 'a process'} (pid ${pid})`
  const where = address === undefined ? '' : `on ${withPort(address, containerPort)}`
  switch (state) {
    case 'none':
      return [say(`nothing listens on ${containerPort}/${protocol}`)]
    case 'unknown':
      return [say('it is not known whether something listens', 'dim')]
    default:
      return [say(`${who} listens ${where}`, state === 'listening' ? 'good' : 'plain')]
  }
}

const staleLines = (stale: readonly Stale[], draw: Draw): string[] => [
  ...draw([say('left over', 'strong')], 0),
  ...stale.flatMap(({ rule, proxy, reason, remedy }) =>
    draw(
      [
        say('!', 'doubtful'),
        ...(rule === null ? [] : ruleParts(rule)),
        ...(proxy === null ? [] : [say(`docker-proxy (pid ${proxy.pid})`)]),
        say(reason, 'doubtful', longest),
        say(`→ ${remedy}`, 'plain', longest),
      ],
      2,
    ),
  ),
]
