import type { NetlinkConnection } from '../netlink/connection.ts'
import type { KnownPrograms } from './known-programs.ts'
import type { AttachedProgram } from './record.ts'
import { filter, qdisc } from './tc-messages.ts'

/** linux/pkt_sched.h: what the qdiscs `ingress` and `clsact` hang on, and what filters hang on there. */
const TC_H_INGRESS = 0xffff_fff1
const clsactIngress = 0xffff_fff2
const clsactEgress = 0xffff_fff3
const ingressHandle = 0xffff_0000

/** Qdiscs of the kernel's choice: no filter can hang on one of them. */
const withoutFilters: ReadonlySet<string> = new Set(['noqueue', 'pfifo_fast', 'mq'])

/** struct tcmsg */
const question = (ifindex: number, parent: number): { header: Buffer } => {
  const header = Buffer.alloc(20)
  header.writeInt32LE(ifindex, 4)
  header.writeUInt32LE(parent, 12)
  return { header }
}

/** Where filters may hang in a namespace. */
interface Hanger {
  readonly ifindex: number
  readonly parent: number
  readonly hook: string
}

const hangersOf = (connection: NetlinkConnection): readonly Hanger[] => {
  const { records, malformed } = connection.dump(qdisc, question(0, 0))
  for (const error of malformed) throw error
  return records.flatMap(({ ifindex, kind = '', handle, parent }) => {
    if (parent !== TC_H_INGRESS) return withoutFilters.has(kind) ? [] : [{ ifindex, parent: handle, hook: 'tc-qdisc' }]
    if (kind !== 'clsact') return [{ ifindex, parent: ingressHandle, hook: 'tc-ingress' }]
    return [
      { ifindex, parent: clsactIngress, hook: 'tc-ingress' },
      { ifindex, parent: clsactEgress, hook: 'tc-egress' },
    ]
  })
}

/**
 * Filters of traffic control in the namespace of a rtnetlink connection: those of `ingress` and `clsact`, and those of the
 * qdiscs that interfaces send by. An interface with the kernel's own qdisc costs a record of one dump and nothing more.
 * @throws KernelError, DecodeError
 */
export const tcFilters = (
  connection: NetlinkConnection,
  netns: string,
  known: KnownPrograms,
): readonly AttachedProgram[] =>
  hangersOf(connection).flatMap(({ ifindex, parent, hook }) => {
    const { records, malformed } = connection.dump(filter, question(ifindex, parent))
    for (const error of malformed) throw error
    return records.flatMap(({ kind, filter, id }): AttachedProgram[] => {
      const info = id === undefined ? {} : known.describe(id)
      return filter === undefined ? [] : [{ netns, ifindex, hook, kind, ...info, filter }]
    })
  })
