import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Outcome } from '../answer.ts'
import type { Space } from '../scene/space.ts'
import type { Loss, Step } from '../trial.ts'

/** What is asked of the simulation: who sends what to whom. */
export interface Probe {
  /** Id of the source's namespace; null: somebody beyond the uplink. */
  readonly from: string | null
  /** The address that the sender binds to; what comes from outside has to have one. */
  readonly source?: string
  readonly destination: string
  /** Absent for ICMP. */
  readonly port?: number
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** ifindex that the sender binds to (SO_BINDTODEVICE). */
  readonly device?: number
  /** Of what comes from outside: the uplink where it comes in. */
  readonly uplink?: { readonly netns: string; readonly ifindex: number }
  readonly sourcePort?: number
}

/** What became of one exchange of packets, with one set of answers to what no snapshot tells. */
export interface Exchange {
  readonly probe: Probe
  /** What the program in the source sees. */
  readonly outcome: Outcome
  /** Decisions about the request in order, up to where it was delivered or lost. */
  readonly request: readonly Step[]
  /** The same for the answer, or for the error that came back; empty where there was none. */
  readonly reply: readonly Step[]
  /** What decided that it fails: of the request, or of the answer; null where nothing failed. The first is the decisive one. */
  readonly losses: readonly Loss[]
  /** Which way the decisive loss happened. */
  readonly lostOn: 'request' | 'reply' | null
  /** Who got the request; null: nobody. */
  readonly reached: { readonly space: Space; readonly socket: SocketRecord | null } | null
}

/** One set of answers, and what became of the exchange with them. */
export interface Branch {
  readonly answers: readonly { readonly on: string; readonly answer: string }[]
  readonly exchange: Exchange
}

/** All that may become of a probe: one branch where nothing is uncertain. The first has the likeliest answers. */
export interface ProbeResult {
  readonly branches: readonly [Branch, ...Branch[]]
  /** Not all combinations of answers could be tried. */
  readonly isCut: boolean
}
