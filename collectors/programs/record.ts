import { unknownAttribute } from '../wire/attributes.ts'
import { flag, type Infer, integer, list, optional, record, text } from '../wire/shape.ts'

/** What a filter of traffic control does with a packet that it matches (TCA_ACT_*, linux/pkt_cls.h). */
export const tcActionShape = record({
  /** `gact`, `mirred`, `bpf`, `police`, … */
  kind: text,
  /** TC_ACT_*: `drop`, `ok`, `pipe` (the next action), …; absent where the kind is not looked into. */
  control: optional(text),
  /** Only of `mirred`: `redirect` or `mirror`, and where to. */
  mirred: optional(record({ action: text, ifindex: integer })),
  /** Only of `bpf`: the program's id. */
  id: optional(integer),
  /** Of other kinds: its parameters as they came. */
  options: optional(list(unknownAttribute)),
})

export type TcAction = Infer<typeof tcActionShape>

/** Of a filter of traffic control: which packets it looks at, and what it does. */
export const tcFilterShape = record({
  chain: integer,
  /** Lower ones come first. */
  priority: integer,
  /** ETH_P_*, linux/if_ether.h: 3 is every protocol. */
  protocol: integer,
  handle: integer,
  /** Only of `bpf`: what the program answers is done (it may be `drop`). */
  directAction: optional(flag),
  /** Only of `bpf` with a classic program: how many instructions. */
  classicInstructions: optional(integer),
  actions: list(tcActionShape),
  /** Of classifiers other than `bpf`: what they look for as it came, without what is counted. */
  options: optional(list(unknownAttribute)),
})

export type TcFilter = Infer<typeof tcFilterShape>

/**
 * A program (or a filter of traffic control) in the way of packets, which it can drop, redirect or change; what it does, no
 * rule shows. One of an interface has `netns` and `ifindex`, one of a whole namespace `netns`, one of a cgroup `cgroup`; of
 * one in netfilter the kernel does not tell the namespace.
 */
export const attachedProgramShape = record({
  netns: optional(text),
  ifindex: optional(integer),
  /** Path of the cgroup (version 2). It runs for all below it as well, unless one of theirs takes its place. */
  cgroup: optional(text),
  /**
   * Where in the way of a packet: `xdp`, `xdp-generic`, `xdp-offload`, `tc-ingress`, `tc-egress`, `tc-qdisc` (a filter of the
   * qdisc that the interface sends by), `netfilter`, or a name of hooks.ts.
   */
  hook: text,
  /** `bpf`, or the kind of another classifier of traffic control: `u32`, `flower`, `matchall`, … */
  kind: text,
  /** The kernel's number of the program, absent for what is none (classic BPF, other classifiers). */
  id: optional(integer),
  /** What its author called it: up to 15 bytes. */
  name: optional(text),
  /** The first eight bytes of a hash over its instructions. */
  tag: optional(text),
  /** BPF_PROG_TYPE_* in the words of bpftool; decimal digits for one that has no name here. */
  type: optional(text),
  /** Whether it was compiled. */
  jited: optional(flag),
  /** Who loaded it. */
  uid: optional(integer),
  filter: optional(tcFilterShape),
  /** Of one in netfilter: NFPROTO_*, NF_INET_* and its priority among the others of that hook. */
  netfilter: optional(record({ family: integer, hook: integer, priority: integer })),
})

export type AttachedProgram = Infer<typeof attachedProgramShape>
