import type { KnownPrograms } from './known-programs.ts'
import type { AttachedProgram } from './record.ts'

/** An interface, and IFLA_XDP of its link (IFLA_XDP_*, linux/if_link.h). */
export interface XdpInterface {
  readonly netns: string
  readonly ifindex: number
  readonly xdp?: {
    /** XDP_ATTACHED_*: 0 none, 1 in the driver, 2 generic, 3 in hardware, 4 several. */
    readonly attached?: number
    /** Where there is one only. */
    readonly program?: number
    /** Since 4.19. */
    readonly driverProgram?: number
    readonly genericProgram?: number
    readonly hardwareProgram?: number
  }
}

/** By XDP_ATTACHED_*. */
const hookOf = ['', 'xdp', 'xdp-generic', 'xdp-offload'] as const

/** The XDP programs of interfaces: they see a packet before anything else. @throws KernelError, DecodeError */
export const xdpPrograms = (
  interfaces: readonly XdpInterface[],
  known: Pick<KnownPrograms, 'describe'>,
): readonly AttachedProgram[] =>
  interfaces.flatMap(({ netns, ifindex, xdp }) =>
    idsOf(xdp).map(([hook, id]): AttachedProgram => ({ netns, ifindex, hook, kind: 'bpf', ...known.describe(id) })),
  )

const idsOf = (xdp: XdpInterface['xdp'] = {}): (readonly [hook: string, id: number])[] => {
  const { attached = 0, program, driverProgram, genericProgram, hardwareProgram } = xdp
  const modes = [
    ['xdp', driverProgram],
    ['xdp-generic', genericProgram],
    ['xdp-offload', hardwareProgram],
  ] as const
  const ids = modes.flatMap(([hook, id]) => (id ? [[hook, id] as const] : []))
  return ids.length === 0 && program ? [[hookOf[attached] || 'xdp', program]] : ids
}
