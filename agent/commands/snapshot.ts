import { look, oneTimeReads, problemLines } from '../look.ts'
import { snapshotText, writeSnapshot } from '../snapshot-file.ts'
import type { Command } from './command.ts'

const options = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'write to FILE (readable by its owner only) instead of standard output',
  },
} as const

/** `netloupe snapshot`: everything that was read, as one JSON file. */
export const snapshot: Command<typeof options> = {
  summary: 'everything that the diagnosis needs, as one JSON file that can be mailed and replayed',
  usage: '[-o FILE]',
  options,
  run: async (world, values) => {
    const taken = await look(world, values, { usage: oneTimeReads, flows: true, confinement: true })
    if (values.output === undefined || values.output === '-') await world.print(snapshotText(taken))
    else writeSnapshot(values.output, taken)
    for (const line of problemLines(taken.problems)) world.tell(line)
    return 0
  },
}
