import type { Problem } from '../../collectors/problem.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { remembered } from '../indexes/remembered.ts'
import type { Answer } from './answer.ts'
import type { Space } from './scene/space.ts'

/**
 * What decides the way of a packet, in words, by collector. Rules of firewalls and sockets are not among them: where those are missing
 * the walk itself asks what may be.
 */
const decisive: { readonly [collector: string]: string } = {
  links: 'the interfaces',
  addresses: 'the addresses',
  routes: 'the routes',
  nexthops: 'the nexthop objects',
  rules: 'the rules of policy routing',
  neighbours: 'the neighbours',
  fdb: 'the forwarding databases of bridges',
  bridgeVlans: 'the VLANs of bridges',
  sysctls: 'the settings (sysctls)',
  ipsets: 'the sets of ipset',
  xfrmPolicies: 'the IPsec policies',
}

/** What vanished meanwhile, or is not in this kernel, is not missing. */
const kinds: ReadonlySet<Problem['kind']> = new Set(['denied', 'unavailable', 'malformed', 'interrupted'])

const decisiveProblems = remembered((problems: readonly Problem[]) =>
  problems.filter(({ collector, kind }) => Object.hasOwn(decisive, collector) && kinds.has(kind)),
)

/** What could not be read of the namespaces on a packet's way, and would decide there: each makes the answer uncertain. */
export const missingParts = (spaces: () => Iterable<Space | null>, snapshot: Snapshot): Answer['assumptions'] => {
  const problems = decisiveProblems(snapshot.problems)
  if (problems.length === 0) return []
  const found = new Map<string, Answer['assumptions'][number]>()
  for (const space of new Set(spaces())) {
    if (space === null || space.namespace === null) continue
    const { inode, names } = space.namespace
    const called = new Set([`netns ${inode}`, ...names.map((name) => `netns ${name}`)])
    for (const { collector, about, message } of problems) {
      if (about !== undefined && !called.has(about)) continue
      const on = `${decisive[collector]} of ${space.title}, which could not be read: ${message}`
      found.set(on, { on })
    }
  }
  return [...found.values()]
}
