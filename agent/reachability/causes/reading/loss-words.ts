import { deviceKey } from '../../link/text.ts'
import type { LossReason } from '../../trial.ts'
import type { Explanation, Finding } from '../cause.ts'
import { packetWords } from './parties-words.ts'
import { interfaceWhere, whereOf } from './where.ts'

/** A loss as it was written down, where it happened: for entries that know no more than that. */
export const toldByLoss = (
  finding: Finding,
  reason: LossReason,
  remedy: (loss: NonNullable<Finding['loss']>) => readonly string[],
): Explanation | null => {
  const { loss } = finding
  if (loss?.reason !== reason) return null
  const { device, space } = loss
  const fact = loss.fact()
  const evidence =
    device === undefined
      ? { where: whereOf(space), fact, object: space.key }
      : { where: interfaceWhere(device), fact, object: deviceKey(device) }
  return {
    summary: `${packetWords(finding)} ends: ${fact}.`.replace(/^./, (first) => first.toUpperCase()),
    evidence: [evidence],
    remedy: remedy(loss),
  }
}
