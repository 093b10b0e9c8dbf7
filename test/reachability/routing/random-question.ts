import type { Flow } from '../../../agent/reachability/routing/route.ts'
import type { Random } from '../../kernel/random.ts'
import type { Question } from './ask-routes.ts'
import { deviceOf, type Seen } from './prepare.ts'
import { marks, tosValues, uids } from './random-routing.ts'

export const randomPorts = (random: Random): Pick<Question, 'sourcePort' | 'destinationPort'> => ({
  sourcePort: random.of([1, 5, 7, 11]),
  destinationPort: random.of([49, 50, 80, 101]),
})

/** What rules of policy routing tell flows apart by, beside addresses and devices. */
export const randomProperties = (random: Random): Omit<Question, 'destination' | 'source' | 'input' | 'output'> => ({
  mark: random.of(marks),
  uid: random.of(uids),
  tos: random.of(tosValues),
  protocol: random.of([null, 'tcp', 'udp']),
  ...randomPorts(random),
})

const protocols = { tcp: 6, udp: 17 } as const

/** The same question for us. */
export const flowOf = (asked: Question, seen: Seen, family: Flow['family']): Flow => ({
  family,
  destination: asked.destination,
  source: asked.source,
  mark: asked.mark,
  protocol: asked.protocol === null ? 0 : protocols[asked.protocol],
  sourcePort: asked.protocol === null ? 0 : asked.sourcePort,
  destinationPort: asked.protocol === null ? 0 : asked.destinationPort,
  tos: asked.tos,
  uid: asked.uid,
  input: deviceOf(seen, asked.input) ?? null,
  output: deviceOf(seen, asked.output)?.ifindex ?? 0,
})
