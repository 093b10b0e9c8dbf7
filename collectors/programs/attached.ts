import { join } from 'node:path'
import { bpfInfo, nextBpfId, queryPrograms } from '../linux/bpf.ts'
import { closeDescriptor, openToRead } from '../linux/descriptor.ts'
import { KernelError } from '../linux/errno.ts'
import type { OpenNamespace } from '../linux/namespace.ts'
import { cgroupHooks, netkitHooks, netnsHooks, type QueriedHook, tcxHooks } from './hooks.ts'
import type { KnownPrograms } from './known-programs.ts'
import { bpfLinkInfo, netfilterLinkInfo } from './program-info.ts'
import type { AttachedProgram } from './record.ts'

type Place = Pick<AttachedProgram, 'netns' | 'ifindex' | 'cgroup'>

const programsAt = (
  place: Place,
  target: number,
  hooks: readonly QueriedHook[],
  known: KnownPrograms,
): readonly AttachedProgram[] =>
  hooks.flatMap(({ hook, attachType, program }) =>
    known.has(program)
      ? idsAt(target, attachType).map((id): AttachedProgram => ({ ...place, hook, kind: 'bpf', ...known.describe(id) }))
      : [],
  )

/** EINVAL: older kernels do not know the type, or are built without; the others: the device went, or is of another kind. */
const absent: ReadonlySet<string> = new Set(['EINVAL', 'ENODEV', 'ENXIO', 'EOPNOTSUPP'])

const idsAt = (target: number, attachType: number): readonly number[] => {
  try {
    return queryPrograms(target, attachType)
  } catch (error) {
    if (error instanceof KernelError && absent.has(error.code)) return []
    throw error
  }
}

/** Which interfaces of the namespace that the thread is in. */
export interface QueriedInterfaces {
  readonly netns: string
  readonly ifindexes: readonly number[]
  /** Those of kind `netkit`: both sides of a pair are asked of its primary device. */
  readonly netkits: readonly number[]
}

/**
 * Programs of tcx (6.6) and netkit (6.7) devices. They run before the filters of tc, which the kernel tells by rtnetlink.
 * @throws KernelError, DecodeError
 */
export const deviceProgramsHere = (
  { netns, ifindexes, netkits }: QueriedInterfaces,
  known: KnownPrograms,
): readonly AttachedProgram[] => [
  ...ifindexes.flatMap((ifindex) => programsAt({ netns, ifindex }, ifindex, tcxHooks, known)),
  ...netkits.flatMap((ifindex) => programsAt({ netns, ifindex }, ifindex, netkitHooks, known)),
]

/** Programs of a namespace as a whole: who gets a packet that arrives, and how packets are told apart. @throws KernelError, DecodeError */
export const namespacePrograms = (
  netns: string,
  namespace: OpenNamespace,
  known: KnownPrograms,
): readonly AttachedProgram[] => programsAt({ netns }, namespace.fd, netnsHooks, known)

/** The cgroup and all above it, whose programs run for it as well: `/a/b` is in `/a` and `/`. */
const withThoseAbove = (path: string): readonly string[] => {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)]
}

/**
 * Programs attached to these cgroups of version 2 and to those above them, each cgroup once. One that has gone has none.
 * @param mountPoint where the hierarchy is mounted
 * @throws KernelError, DecodeError
 */
export const cgroupPrograms = (
  mountPoint: string,
  paths: readonly string[],
  known: KnownPrograms,
): readonly AttachedProgram[] =>
  [...new Set(paths.flatMap(withThoseAbove))].flatMap((cgroup) => {
    const directory = openToRead(join(mountPoint, cgroup))
    if (directory < 0) return []
    try {
      return programsAt({ cgroup }, directory, cgroupHooks, known)
    } finally {
      closeDescriptor(directory)
    }
  })

/** enum bpf_link_type */
const BPF_LINK_TYPE_NETFILTER = 10

/**
 * Programs among the hooks of netfilter (6.4), of all namespaces: they drop packets as a firewall does, and no ruleset shows
 * them. Only a link attaches them; the kernel says of it neither which process nor which namespace.
 * @throws KernelError, DecodeError
 */
export const netfilterPrograms = (known: KnownPrograms): readonly AttachedProgram[] => {
  const programs: AttachedProgram[] = []
  if (!known.has('netfilter')) return programs
  for (let id = nextBpfId('link', 0); id !== null; id = nextBpfId('link', id)) {
    const view = bpfInfo('link', id)
    if (view === null) continue
    const { type, program } = bpfLinkInfo.decode(view, 0, view.byteLength)
    if (type !== BPF_LINK_TYPE_NETFILTER) continue
    // Before other bytes take the place of these.
    const netfilter = netfilterLinkInfo.decode(view, 0, view.byteLength)
    programs.push({ hook: 'netfilter', kind: 'bpf', ...known.describe(program), netfilter })
  }
  return programs
}
