import type { Packet } from '../packet/packet.ts'
import type { Loss, LossReason, Trial } from '../trial.ts'

/** Copies that were flooded to where nobody wanted them. */
const noise: ReadonlySet<LossReason> = new Set([
  'otherhost',
  'bridge-same-port',
  'bridge-no-flood',
  'bridge-isolated',
  'not-mine',
])
/** Behind these there may be somebody who answers: the snapshot ends there. */
const endsOfSnapshot: ReadonlySet<LossReason> = new Set(['beyond-uplink', 'peer-unknown', 'tunnel-unknown'])

export const isEndOfSnapshot = ({ reason }: Loss): boolean => endsOfSnapshot.has(reason)

/** The less, the more it tells. */
const rank = (loss: Loss): number => (noise.has(loss.reason) ? 2 : isEndOfSnapshot(loss) ? 1 : 0)

/** Where a packet, or copies of it, ended: what tells most comes first. */
export const endsOf = (trial: Trial, { label }: Packet): readonly Loss[] =>
  trial.losses
    .filter(({ packet }) => packet.label === label)
    .map((loss, at) => ({ loss, at, rank: rank(loss) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ loss }) => loss)

/** The end of a packet that decides; undefined when it was not lost. */
export const endOf = (trial: Trial, packet: Packet): Loss | undefined => endsOf(trial, packet)[0]
