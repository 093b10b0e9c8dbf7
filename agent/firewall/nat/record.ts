import {
  count,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  oneOf,
  optional,
  record,
  text,
} from '../../../collectors/wire/shape.ts'
import { backends, tableFamilies } from '../ruleset/record.ts'

/** Where a rule stands, and what it has counted. */
const ruleRefShape = record({
  backend: oneOf(backends),
  family: oneOf(tableFamilies),
  table: text,
  chain: text,
  /** From 1, in the order of its chain. */
  number: integer,
  /** The kernel's number of the rule, as `nft -a` shows it; null where there is none (iptables-legacy). */
  handle: nullable(count),
  text: text,
  /** Null: the rule does not count. */
  packets: nullable(count),
  bytes: nullable(count),
})
export type RuleRef = Infer<typeof ruleRefShape>

/** `broken`: it does not work. `doubtful`: it works in part, or may be meant. */
const natFaultShape = record({
  id: text,
  level: oneOf(['broken', 'doubtful']),
  text: text,
  /** A command, or a few words. */
  remedy: optional(text),
})
export type NatFault = Infer<typeof natFaultShape>

const portRulesShape = record({
  /** They lead the host's port to the container. */
  dnat: list(ruleRefShape),
  /** They let the packets through to the container. */
  accept: list(ruleRefShape),
  /** They give the host's address to what the container, or the host, sends. */
  masquerade: list(ruleRefShape),
  /** They masquerade the container when it reaches itself through its own published port. */
  hairpin: list(ruleRefShape),
  /** They keep others from the container's own address, and from ports published on loopback (Docker 28 and later). */
  direct: list(ruleRefShape),
})

/** A process of the engine that takes connections on the host and makes others to the container. */
const proxyProcessShape = record({
  pid: integer,
  listening: flag,
  containerAddress: text,
  containerPort: integer,
})
export type ProxyProcess = Infer<typeof proxyProcessShape>

/**
 * Who has the port open in the engine's namespace. `engine`: the engine itself, which only keeps the port for itself and
 * answers nobody, as it does without userland proxy.
 */
const hostSocketShape = record({
  address: text,
  role: oneOf(['proxy', 'engine', 'other', 'unknown']),
  pid: nullable(integer),
  command: nullable(text),
})
export type HostSocket = Infer<typeof hostSocketShape>

/**
 * Whether a program in the container hears on the port. `other-address`: one does, on an address that the packets are not
 * for. `unknown`: its sockets could not be seen, or its own rules lead packets elsewhere.
 */
const listenerStates = ['listening', 'loopback-only', 'other-address', 'none', 'unknown'] as const

const listenerShape = record({
  state: oneOf(listenerStates),
  address: optional(text),
  pid: optional(integer),
  command: optional(text),
})
export type Listener = Infer<typeof listenerShape>

/** A port of the host and what is behind it. */
const natPortShape = record({
  protocol: text,
  /** `0.0.0.0` and `::` are all addresses. */
  hostAddress: text,
  hostPort: integer,
  /** The engine publishes it; otherwise only a rule says so, such as those of CNI plugins and of a swarm's ingress. */
  declared: flag,
  /** Null: what has the address is no container. */
  container: nullable(record({ id: text, name: text, state: text })),
  /** Null: not known. Of another family than the host's address when only a proxy can serve it. */
  containerAddress: nullable(text),
  containerPort: integer,
  network: nullable(text),
  rules: portRulesShape,
  proxy: nullable(proxyProcessShape),
  hostSocket: nullable(hostSocketShape),
  listener: listenerShape,
  faults: list(natFaultShape),
})
export type NatPort = Infer<typeof natPortShape>

/** What serves nobody any more. */
const staleShape = record({
  /** Null: it is a proxy. */
  rule: nullable(ruleRefShape),
  /** Null: it is a rule. */
  proxy: nullable(proxyProcessShape),
  reason: text,
  remedy: text,
})
export type Stale = Infer<typeof staleShape>

/** Published ports, each with the rules, the proxy and the socket that make it work, or should. */
export const natReportShape = record({
  ports: list(natPortShape),
  stale: list(staleShape),
  /** What concerns many ports at once. */
  faults: list(natFaultShape),
})
export type NatReport = Infer<typeof natReportShape>
