import type { Loss, LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { askedNeighbour } from './asked-neighbour.ts'
import { legsOf } from './legs.ts'

/** Where a bridge refuses a frame for this reason: the packet itself, or the question for a neighbour, at the port of who speaks or should hear. */
export const portFault = (finding: Finding, reason: LossReason): Loss | null => {
  const { loss } = finding
  if (loss === null) return null
  if (loss.reason === reason) return loss
  const asked = askedNeighbour(finding)
  const faults = asked?.because.filter((one) => one.reason === reason) ?? []
  if (faults.length === 0) return null
  const outers = new Set(legsOf(finding).map(({ outer }) => outer))
  const atLeg = faults.find(({ device }) => device !== undefined && outers.has(device))
  return atLeg ?? (asked?.near[0] === undefined ? null : (faults[0] ?? null))
}
