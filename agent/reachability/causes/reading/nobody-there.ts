import type { Loss, LossReason } from '../../trial.ts'

const ends: ReadonlySet<LossReason> = new Set(['neighbour-failed', 'no-route', 'beyond-uplink', 'route-unreachable'])

/** Whether a packet ended because no way leads to its destination, or nobody has that address where it should be. */
export const isNobodyThere = ({ reason }: Loss): boolean => ends.has(reason)
