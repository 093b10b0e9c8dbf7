import { randomFrom } from '../../kernel/random.ts'
import type { Plan } from '../plan.ts'
import { drawDocker } from './docker.ts'
import { type Draft, type SpaceDraft, startDraft } from './draft.ts'
import { drawArptables, drawEbtables } from './ethernet-rules.ts'
import { drawFaults } from './faults.ts'
import { type Backend, drawIptables } from './iptables.ts'
import { drawListeners, drawQuestions } from './listeners.ts'
import { drawNftables } from './nftables.ts'
import { drawRouting } from './routing.ts'
import { drawSettings } from './settings.ts'
import { drawTopology } from './topology.ts'
import { valuesFor } from './values.ts'

/** The plan of a seed: always the same. */
export const drawPlan = (seed: number, questions: number): Plan => {
  const draft = startDraft(randomFrom(seed))
  drawTopology(draft)
  drawListeners(draft)
  for (const space of draft.spaces) {
    if (draft.chance(space.role === 'host' ? 40 : 12)) drawRouting(draft, space)
    if (draft.chance(space.role === 'host' ? 70 : 30)) drawSettings(draft, space)
    drawFirewall(draft, space)
  }
  drawFaults(draft)
  const { spaces, listeners } = draft
  return {
    seed,
    spaces: spaces.map(({ role: _, ...space }) => space),
    listeners,
    questions: drawQuestions(draft, questions),
  }
}

const drawFirewall = (draft: Draft, space: SpaceDraft): void => {
  const { chance, random } = draft
  const isHost = space.role === 'host'
  const backend = (): Backend => random.of(['legacy', 'nft'] as const)
  const hasV6 = draft.places.some((place) => place.space === space.name && place.family === 'ipv6')
  const v4 = valuesFor(draft, space, 'ipv4')
  const v6 = valuesFor(draft, space, 'ipv6')
  if (isHost && chance(45)) drawDocker(draft, space, backend())
  const percent = isHost ? 45 : space.role === 'container' ? 18 : 8
  if (chance(percent)) drawIptables(v4, backend())
  if (hasV6 && chance(percent)) drawIptables(v6, backend())
  if (chance(percent)) drawNftables(chance(60) || !hasV6 ? v4 : v6, 'one', 'inet')
  if (chance(percent / 2)) drawNftables(v4, 'two', 'ip')
  if (hasV6 && chance(percent / 2)) drawNftables(v6, 'three', 'ip6')
  if (isHost && chance(15)) drawNftables(v4, 'frames', 'bridge')
  if (chance(isHost ? 8 : 3)) drawNftables(v4, 'wire', 'netdev')
  if (chance(4)) drawNftables(v4, 'asked', 'arp')
  if (isHost && chance(14)) drawEbtables(v4)
  if (chance(4)) drawArptables(v4)
}
