import { sendLocal } from './ip/output.ts'
import { receive } from './link/receive.ts'
import { transmit } from './link/transmit.ts'
import { failOneNeighbour } from './neighbours/fail.ts'
import type { Scene } from './scene/scene.ts'
import { type Arrival, lose, type Pardoned, type Trial } from './trial.ts'

export interface TrialOptions {
  /** What is true of things that no snapshot tells; by default the first answer. */
  readonly decide?: Trial['decide']
  /** Write rules down that did not match, too. */
  readonly explain?: boolean
  /** What counts as if it were mended. */
  readonly pardoned?: Pardoned
}

/** A fresh attempt: nothing was sent yet. */
export const newTrial = (scene: Scene, { decide = () => 0, explain = false, pardoned }: TrialOptions = {}): Trial => ({
  scene,
  frames: [],
  toSend: [],
  arrivals: [],
  losses: [],
  neighbours: new Map(),
  learnedPorts: new Map(),
  learnedRemotes: new Map(),
  sentFrames: 0,
  fragments: new Map(),
  connections: new Map(),
  usedExpectations: new Set(),
  nftSets: new Map(),
  ipsets: new Map(),
  sockets: new Set(),
  decide,
  timesAsked: new Map(),
  explain,
  ...(pardoned === undefined ? {} : { pardoned }),
})

/** Steps of one exchange; only storms need more. */
const mostMoves = 50_000

/**
 * Lets everything move until nothing does: first the frames on the wires, then what kernels send by themselves, then what programs and
 * protocols answer, and neighbours that nobody answers for fail at the end, as that takes seconds.
 * @param respond what becomes of a packet that arrived; without it arrivals stay in the trial
 */
export const settle = (trial: Trial, respond?: (arrival: Arrival) => void): void => {
  for (let moves = 0; moves < mostMoves; moves++) {
    const frame = trial.frames.shift()
    if (frame !== undefined) {
      receive(trial, frame)
      continue
    }
    const own = trial.toSend.shift()
    if (own !== undefined) {
      if (own.device === undefined) sendLocal(trial, own.space, own.packet, own.madeFor)
      else transmit(trial, own.packet, own.device)
      continue
    }
    const arrival = respond === undefined ? undefined : trial.arrivals.shift()
    if (arrival !== undefined) {
      respond?.(arrival)
      continue
    }
    if (!failOneNeighbour(trial)) return
  }
  for (const { device, packet } of trial.frames.splice(0))
    lose(trial, { reason: 'loop', space: device.space, packet, device, fact: () => 'frames go round and never end' })
  trial.toSend.splice(0)
}
