import type { Snapshot } from '../../collectors/snapshot.ts'
import { buildTopology } from '../topology/build.ts'
import { changedPart, hasSameFrame } from '../topology/changed-part.ts'
import { changedRecords, namespacesOf } from '../topology/changed-records.ts'
import { diffTopologies, type GraphChange } from '../topology/diff.ts'
import type { Change } from './event.ts'
import { rulesetChanges } from './rules/changes.ts'
import { type Side, type Story, storyOf } from './story.ts'
import { words } from './words/index.ts'

/**
 * All that changed from one look to a later one: in the graph, and in the rules and sets of namespaces that are in both. Pure.
 * Its cost is that of what changed, and of comparing each list of records with the one before; records that are the same
 * objects cost next to nothing.
 */
export const changesBetween = (before: Snapshot, after: Snapshot): readonly Change[] => {
  const records = changedRecords(before, after)
  if (Object.values(records).every((pairs) => pairs.length === 0) && hasSameFrame([before, after])) return []
  const [was, is] = changedPart([before, after], records)
  const sides: [Side, Side] = [
    { snapshot: before, part: was, graph: buildTopology(before, was) },
    { snapshot: after, part: is, graph: buildTopology(after, is) },
  ]
  const inGraph = diffTopologies(sides[0].graph, sides[1].graph)
  const story = storyOf(...sides, inGraph)
  const ruled = new Set([...namespacesOf(records.tables), ...namespacesOf(records.ipsets)])
  return [
    ...inGraph.map((change) => told(change, story)),
    ...[...ruled].flatMap((netns) => rulesetChanges(before, after, netns)),
  ]
}

const told = (change: GraphChange, story: Story): Change => {
  const { kind, object, ends } = change
  return {
    kind,
    change: change.change,
    object,
    ends,
    words: kind in words ? words[kind as keyof typeof words](change, story) : null,
    before: change.change === 'added' ? null : change.before,
    after: change.change === 'removed' ? null : change.after,
  }
}
