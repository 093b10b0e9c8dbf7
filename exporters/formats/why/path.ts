import type { PathStep } from '../../../agent/reachability/answer.ts'
import { namespaceTitle } from '../../../agent/topology/namespace-title.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Line } from '../rules/lines.ts'
import { type Style, say } from '../tree/row.ts'
import { isTelling } from './ways.ts'

export interface PathOptions {
  readonly snapshot: Snapshot
  readonly explain: boolean
  /** The last step is where the packet ended. */
  readonly lost: boolean
}

/** The steps of a packet, under the namespaces in which they are made. */
export const pathLines = (steps: readonly PathStep[], { snapshot, explain, lost }: PathOptions): readonly Line[] => {
  const shown = explain ? steps : steps.filter((step, at) => at === steps.length - 1 || isTelling(step, steps[at + 1]))
  const width = shown.reduce((widest, { step }) => Math.max(widest, step.length), 0)
  return shown.flatMap((step, at) => {
    const isNew = at === 0 || shown[at - 1]?.netns !== step.netns
    const style = lost && at === shown.length - 1 ? 'broken' : step.step === 'looked' ? 'dim' : 'plain'
    return [...(isNew ? [titleLine(step.netns, snapshot)] : []), stepLine(step, width, style)]
  })
}

const titleLine = (inode: number | null, snapshot: Snapshot): Line => {
  const namespace = snapshot.namespaces.find((one) => one.inode === inode)
  return {
    indent: 2,
    parts: [
      say(
        namespace === undefined ? 'a namespace that could not be opened' : namespaceTitle(namespace, snapshot),
        'strong',
      ),
      say(inode === null ? '' : `netns:${inode}`, 'dim'),
    ],
  }
}

/** Neither a rule nor a packet is cut. */
const longest = 100_000

const stepLine = ({ step, detail, before, after }: PathStep, width: number, style: Style): Line => {
  const change =
    before === undefined || after === undefined || detail.includes(after) ? '' : `${before} becomes ${after}`
  return {
    indent: 4,
    parts: [say(step.padEnd(width), 'dim'), say(detail, style, longest), say(change, style, longest)],
    hanging: width + 2,
  }
}
