import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { lose, note, type Trial } from '../trial.ts'
import { deviceKey, deviceText } from './text.ts'

/** Where programs see a packet on its way, in the order of the kernel (sch_handle_ingress, sch_handle_egress, net/core/dev.c). */
const places = {
  ingress: ['xdp-offload', 'xdp', 'xdp-generic', 'tcx-ingress', 'tc-ingress'],
  egress: ['tcx-egress', 'tc-egress', 'tc-qdisc'],
} as const

type Direction = keyof typeof places

const byDevice = remembered((programs: readonly AttachedProgram[]) => Map.groupBy(programs, ({ ifindex }) => ifindex))

const none: readonly AttachedProgram[] = []

/** The programs that are attached to a device. */
export const programsOf = ({ space, ifindex }: Device): readonly AttachedProgram[] =>
  byDevice(space.programs).get(ifindex) ?? none

/** ETH_P_ALL, linux/if_ether.h */
const ETH_P_ALL = 3

type Decision = 'passes' | 'drops' | 'unknown'

/** A filter whose protocol is another, or that only passes or drops everything (`matchall` with a `gact`), is no riddle. */
const decisionOf = (program: AttachedProgram, packet: Packet): Decision => {
  const { filter } = program
  if (filter === undefined) return 'unknown'
  if (filter.protocol !== ETH_P_ALL && filter.protocol !== packet.etherType) return 'passes'
  if (program.hook === 'tc-qdisc' && filter.actions.length === 0 && program.kind !== 'bpf') return 'passes'
  const [action, ...more] = filter.actions
  if (program.kind !== 'matchall' || filter.chain !== 0 || action?.kind !== 'gact' || more.length > 0) return 'unknown'
  if (action.control === 'ok' || action.control === 'pipe' || action.control === 'continue') return 'passes'
  return action.control === 'drop' ? 'drops' : 'unknown'
}

/**
 * Whether the programs of a device let a packet pass. What a program does no snapshot tells: both is tried.
 * One that redirects counts as one that drops, because the packet does not go on here.
 */
export const passesPrograms = (trial: Trial, packet: Packet, device: Device, direction: Direction): boolean => {
  const programs = programsOf(device)
  if (programs.length === 0) return true
  for (const place of places[direction])
    for (const program of programs) {
      if (program.hook !== place) continue
      const decision = decisionOf(program, packet)
      if (decision === 'passes') continue
      const name = program.name ?? program.kind
      if (
        decision === 'unknown' &&
        trial.decide({
          key: `program ${device.space.netns}/${device.ifindex}/${program.hook}/${program.id ?? program.filter?.handle} ${packet.label}`,
          on: () => `whether the program ${name} at ${program.hook} of ${deviceText(device)} lets the packet pass`,
          answers: ['passes', 'drops'],
        }) === 0
      ) {
        note(packet, {
          kind: 'link',
          space: device.space,
          detail: () => `${program.hook} ${name} of ${device.name} lets it pass`,
          object: () => deviceKey(device),
        })
        continue
      }
      lose(trial, {
        reason: 'program',
        space: device.space,
        packet,
        device,
        fact: () => `the program ${name} at ${program.hook} of ${deviceText(device)} takes the packet away`,
      })
      return false
    }
  return true
}
