import type { Finding } from '../../../agent/reachability/causes/cause.ts'
import { probe } from '../../../agent/reachability/exchange/probe.ts'
import { type Asked, partiesOf } from '../../../agent/reachability/parties.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'

/** What a cause is given for a question without proxies: for those that say something of what gets through. */
export const findingFor = (snapshot: Snapshot, asked: Asked): Finding => {
  const scene = sceneOf(snapshot)
  const parties = partiesOf(scene, asked, newTrial(scene))
  if (parties.probe === null) return { ...parties, exchange: null, loss: null, lostOn: null }
  const [{ exchange }] = probe(scene, parties.probe).branches
  return { ...parties, exchange, loss: exchange.losses[0] ?? null, lostOn: exchange.lostOn }
}
