import { formatNames, formats, isFormat } from '../../exporters/formats/index.ts'
import { suggestion } from '../../exporters/suggest.ts'
import { isColored, look, problemLines } from '../look.ts'
import { buildTopology } from '../topology/build.ts'
import { UsageError } from '../usage-error.ts'
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
    const name = values.format ?? (values.json ? 'json' : 'text')
    if (!isFormat(name))
      throw new UsageError(
        `unknown format '${name}'.${suggestion(name, formatNames)} The formats are ${formatNames.join(', ')}.`,
      )
    if (values.json && name !== 'json') throw new UsageError(`--json and --format ${name} contradict each other.`)
    const snapshot = await look(world, values, { usage: false, flows: false })
    const color = isColored(world, values)
    await world.print(await formats[name].render(buildTopology(snapshot), { snapshot, color, columns: world.columns }))
    // The text shows them itself.
    if (name !== 'text') for (const line of problemLines(snapshot.problems)) world.tell(line)
    return 0
  },
}
