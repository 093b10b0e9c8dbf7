import type { ListenerPlan, Plan, QuestionPlan, SpacePlan } from '../../oracle/plan.ts'
import { type Lines, machine, space } from '../../oracle/space.ts'

export { space }

const container = (name: string, end: number, more: Lines = {}): SpacePlan =>
  machine(name, [`10.9.0.${end}/24`, `fd00:9::${end}/64`], {
    ...more,
    setup: ['route add default via 10.9.0.1', '-6 route add default via fd00:9::1', ...(more.setup ?? [])],
  })

/** What is different from the usual host. */
export interface Changes {
  readonly host?: Lines
  readonly a?: Lines
  readonly b?: Lines
  readonly lan?: Lines
  readonly listeners?: readonly ListenerPlan[]
}

const listeners: readonly ListenerPlan[] = ['host', 'b', 'lan'].flatMap((name): ListenerPlan[] => [
  { space: name, protocol: 'tcp', address: '::', port: 80 },
  { space: name, protocol: 'udp', address: '::', port: 53 },
])

/** A host that forwards, two containers on its bridge, and a machine behind its uplink that knows the way back. */
export const plan = (seed: number, questions: readonly QuestionPlan[], changes: Changes = {}): Plan => ({
  seed,
  spaces: [
    space('host', {
      ...changes.host,
      early: ['net/ipv4/ip_forward=1', 'net/ipv6/conf/all/forwarding=1', ...(changes.host?.early ?? [])],
      links: [
        'link add br0 type bridge',
        'link set br0 up',
        'link add va type veth peer name eth0 netns <a>',
        'link set va master br0 up',
        'link add vb type veth peer name eth0 netns <b>',
        'link set vb master br0 up',
        'link add up0 type veth peer name eth0 netns <lan>',
        'link set up0 up',
        ...(changes.host?.links ?? []),
      ],
      setup: [
        'link set lo up',
        'addr add 10.9.0.1/24 dev br0',
        'addr add fd00:9::1/64 dev br0 nodad',
        'addr add 192.168.77.1/24 dev up0',
        'addr add fd00:77::1/64 dev up0 nodad',
        ...(changes.host?.setup ?? []),
      ],
    }),
    container('a', 2, changes.a),
    container('b', 3, changes.b),
    machine('lan', ['192.168.77.50/24', 'fd00:77::50/64'], {
      ...changes.lan,
      setup: [
        'route add default via 192.168.77.1',
        '-6 route add default via fd00:77::1',
        ...(changes.lan?.setup ?? []),
      ],
    }),
  ],
  listeners: changes.listeners ?? listeners,
  questions,
})

/** The same question in TCP, UDP and ICMP. */
export const each = (from: string, destination: string, more: Partial<QuestionPlan> = {}): QuestionPlan[] => [
  { from, protocol: 'tcp', destination, port: 80, ...more },
  { from, protocol: 'udp', destination, port: 53, ...more },
  { from, protocol: 'icmp', destination, ...more },
]

/** To ports where nobody hears. */
export const closed = (from: string, destination: string, more: Partial<QuestionPlan> = {}): QuestionPlan[] => [
  { from, protocol: 'tcp', destination, port: 81, ...more },
  { from, protocol: 'udp', destination, port: 54, ...more },
]
