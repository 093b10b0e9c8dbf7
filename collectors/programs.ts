import type { Collector, Look } from './collector.ts'
import { openNamespace } from './linux/namespace.ts'
import { deviceProgramsHere, namespacePrograms } from './programs/attached.ts'
import type { KnownPrograms } from './programs/known-programs.ts'
import { type AttachedProgram, attachedProgramShape } from './programs/record.ts'
import { tcFilters } from './programs/tc-filters.ts'
import { xdpPrograms } from './programs/xdp.ts'

/** Programs and filters in the way of packets that no rule shows: XDP, traffic control, and those of a namespace as a whole. */
export const programs: Collector<AttachedProgram> = {
  shape: attachedProgramShape,
  from: 'inside',
  collect: (look) => {
    const { netns, memory, knownPrograms } = look
    const settled = look.closely() ? undefined : memory.programs.settled(netns)
    if (settled !== undefined) return settled
    if (knownPrograms === null) return []
    const found = readPrograms(look, knownPrograms)
    memory.programs.note(netns, found)
    return found
  },
}

const readPrograms = ({ netns, connection, links }: Look, known: KnownPrograms): readonly AttachedProgram[] => {
  using namespace = openNamespace('/proc/thread-self/ns/net')
  const interfaces = links()
  const ifindexes = interfaces.map(({ ifindex }) => ifindex)
  const netkits = interfaces.filter(({ info }) => info?.link?.kind === 'netkit').map(({ ifindex }) => ifindex)
  return [
    ...xdpPrograms(interfaces, known),
    ...tcFilters(connection, netns, known),
    ...deviceProgramsHere({ netns, ifindexes, netkits }, known),
    ...namespacePrograms(netns, namespace, known),
  ]
}
