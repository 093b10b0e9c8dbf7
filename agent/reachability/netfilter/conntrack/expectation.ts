import type { ConntrackExpectation } from '../../../../collectors/netfilter/conntrack/expectation.ts'
import { bytesOfAddress } from '../../packet/address-bytes.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import type { Connection, Tuple } from './connection.ts'
import { findConnection, type Zone } from './table.ts'
import { collectedDestinationPort, collectedSourcePort, collectedTuple } from './tuple.ts'

/** NF_CT_EXPECT_*, linux/netfilter/nf_conntrack_common.h */
const PERMANENT = 1
const INACTIVE = 2

export interface Expected {
  readonly expectation: ConntrackExpectation
  readonly master: Connection
}

const isMasked = (address: string, expected: string, mask: string): boolean => {
  const [bytes, wanted, bits] = [bytesOfAddress(address), bytesOfAddress(expected), bytesOfAddress(mask)]
  return bytes.length === wanted.length && bytes.every((byte, i) => ((byte ^ (wanted[i] ?? 0)) & (bits[i] ?? 0)) === 0)
}

/** nf_ct_tuple_mask_cmp: of the source what the mask covers, of the destination everything. */
const isExpected = (tuple: Tuple, { tuple: expected, mask }: ConntrackExpectation): boolean =>
  expected !== undefined &&
  mask !== undefined &&
  tuple.protocol === expected.protocol &&
  tuple.destination === expected.destination &&
  tuple.destinationPort === collectedDestinationPort(expected) &&
  ((tuple.sourcePort ^ collectedSourcePort(expected)) & collectedSourcePort(mask)) === 0 &&
  isMasked(tuple.source, expected.source, mask.source)

/** Whether a helper expects a connection that begins so (nf_ct_find_expectation, net/netfilter/nf_conntrack_expect.c). */
export const findExpectation = (trial: Trial, space: Space, zone: Zone, tuple: Tuple): Expected | null => {
  for (const expectation of space.flows?.expectations ?? []) {
    const { flags = 0, master, zone: zoneId = 0 } = expectation
    if (master === undefined || (flags & INACTIVE) !== 0 || zoneId !== zone.id) continue
    if (trial.usedExpectations.has(expectation) || !isExpected(tuple, expectation)) continue
    const found = findConnection(trial, space, zone, collectedTuple(master))
    if (found === null || !found.connection.status.has('confirmed')) return null
    if ((flags & PERMANENT) === 0) trial.usedExpectations.add(expectation)
    return { expectation, master: found.connection }
  }
  return null
}
