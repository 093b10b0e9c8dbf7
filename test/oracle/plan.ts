/** A table of iptables and its kin, as lines of its save format. */
export interface TablePlan {
  readonly tool: XtTool
  readonly table: string
  /** `FORWARD DROP`, `USER-1 -`. */
  readonly chains: readonly string[]
  /** `-A FORWARD -j DROP` */
  readonly rules: readonly string[]
}

export type XtTool =
  | 'iptables-legacy'
  | 'iptables-nft'
  | 'ip6tables-legacy'
  | 'ip6tables-nft'
  | 'ebtables-nft'
  | 'arptables-nft'

/** A network namespace. In all lines `<NAME>` is the real name of another one. */
export interface SpacePlan {
  readonly name: string
  /** `net/ipv4/ip_forward=1`: before there are devices, so that they copy what is default. */
  readonly early: readonly string[]
  /** Lines of `ip -batch` that make devices. */
  readonly links: readonly string[]
  /** Settings of devices. */
  readonly settings: readonly string[]
  /** Lines of `ip -batch` with addresses, routes, rules, neighbours. All namespaces have their devices by then. */
  readonly setup: readonly string[]
  /** Lines of `bridge -batch`. */
  readonly bridge: readonly string[]
  /** Lines of `ipset restore`. */
  readonly ipset: readonly string[]
  /** Lines of `nft -f`, one command each. */
  readonly nft: readonly string[]
  readonly tables: readonly TablePlan[]
  /** Lines of `ip -batch` that come last: they break things. */
  readonly faults: readonly string[]
}

export interface ListenerPlan {
  readonly space: string
  readonly protocol: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
  readonly device?: string
  readonly v6only?: boolean
}

export interface QuestionPlan {
  readonly from: string
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly destination: string
  readonly port?: number
  readonly source?: string
  readonly device?: string
}

/** A container host with all that is around it, as data: what is built is decided by nothing else. */
export interface Plan {
  readonly seed: number
  readonly spaces: readonly SpacePlan[]
  readonly listeners: readonly ListenerPlan[]
  readonly questions: readonly QuestionPlan[]
}

/** How many lines there are to build; what a smaller plan has fewer of. */
export const sizeOf = (plan: Plan): number =>
  plan.listeners.length +
  plan.spaces
    .flatMap(({ name, tables, ...lists }) => [
      1,
      ...tables.map(({ rules, chains }) => rules.length + chains.length),
      ...Object.values(lists).map(({ length }) => length),
    ])
    .reduce((sum, size) => sum + size, 0)
