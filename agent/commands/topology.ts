import { formatNames, formats } from '../../exporters/formats/index.ts'
import { chosenFormat } from '../chosen-format.ts'
import { isColored, look, problemLines } from '../look.ts'
import { buildTopology } from '../topology/build.ts'
import type { Command } from './command.ts'

const options = {
  format: { type: 'string', value: 'FORMAT', help: 'text, json, dot, mermaid, graphml or gexf' },
} as const

/** `netloupe topology`: one look at the topology. */
export const topology: Command<typeof options> = {
  summary: 'one look at the topology of this host',
  usage: '[--format text|json|dot|mermaid|graphml|gexf]',
  options,
  run: async (world, values) => {
    const name = chosenFormat(values, formatNames)
    const snapshot = await look(world, values, { usage: null, flows: false })
    const color = isColored(world, values)
    await world.print(await formats[name].render(buildTopology(snapshot), { snapshot, color, columns: world.columns }))
    // The text shows them itself.
    if (name !== 'text') for (const line of problemLines(snapshot.problems)) world.tell(line)
    return 0
  },
}
