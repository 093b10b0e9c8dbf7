import type { Random } from '../../kernel/random.ts'
import type { QuestionPlan, SpacePlan } from '../../oracle/plan.ts'
import { type Lines, machine } from '../../oracle/space.ts'

export const mac = (host: number): string => `02:00:00:00:09:0${host}`

/** A host on a link: `h3` has 10.9.0.3 and fd00:9::3 on its eth0. */
export const host = (number: number, more: Lines = {}): SpacePlan =>
  machine(`h${number}`, [`10.9.0.${number}/24`, `fd00:9::${number}/64`], more)

/** A pair: its one end is the host's `eth0`, the other one is here, like `p3` for `h3`. */
export const cable = (number: number): string =>
  `link add p${number} type veth peer name eth0 address ${mac(number)} netns <h${number}>`

/** Hosts that are plugged into a bridge `br0`. */
export const plugged = (numbers: readonly number[]): string[] =>
  numbers.flatMap((number) => [cable(number), `link set p${number} master br0 up`])

/** Echo requests of both families from one host to another. */
export const echoes = (from: number, to: number): QuestionPlan[] => [
  { from: `h${from}`, protocol: 'icmp', destination: `10.9.0.${to}` },
  { from: `h${from}`, protocol: 'icmp', destination: `fd00:9::${to}` },
]

/** A thing once in so many times, else nothing. */
export const some = <T>(random: Random, often: number, make: () => T): T[] =>
  random.below(often) === 0 ? [make()] : []
