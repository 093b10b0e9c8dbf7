import type { Device } from '../../scene/device.ts'
import type { Loss, LossReason } from '../../trial.ts'
import type { Explanation, Finding } from '../cause.ts'
import { linkEvidence } from './link-facts.ts'
import { packetWords } from './parties-words.ts'
import { spaceEvidence } from './where.ts'

/** A loss as it was written down, where it happened: for entries that know no more than that. */
export const toldByLoss = (
  finding: Finding,
  reason: LossReason,
  remedy: (loss: Loss) => readonly string[],
): Explanation | null => {
  const { loss } = finding
  if (loss?.reason !== reason) return null
  const { device } = loss
  const fact = loss.fact()
  return {
    summary: `${packetWords(finding)} ends: ${fact}.`.replace(/^./, (first) => first.toUpperCase()),
    evidence: [device === undefined ? spaceEvidence(loss.space, fact) : linkEvidence(device, fact)],
    remedy: remedy(loss),
  }
}

/** The same, with a remedy for the interface where it happened. */
export const toldAtDevice = (
  finding: Finding,
  reason: LossReason,
  remedy: (device: Device, loss: Loss) => string,
): Explanation | null =>
  toldByLoss(finding, reason, (loss) => (loss.device === undefined ? [] : [remedy(loss.device, loss)]))
