import { toJson } from '../../collectors/wire/json.ts'
import { changeLine } from '../../exporters/formats/change-line.ts'
import { suggestion } from '../../exporters/suggest.ts'
import { isWanted, type ToldChange } from '../changes/event.ts'
import { changeKinds } from '../changes/kinds.ts'
import { chosenFormat } from '../chosen-format.ts'
import { isColored, problemLines, snapshotOptions } from '../look.ts'
import { stopSignal } from '../stop-signal.ts'
import { UsageError } from '../usage-error.ts'
import { changesOfAgent } from '../watch/changes-of-agent.ts'
import { changesOfHost } from '../watch/changes-of-host.ts'
import type { Command } from './command.ts'

const options = {
  agent: {
    type: 'string',
    value: 'URL',
    help: 'follow an agent (http://127.0.0.1:9474) instead of looking at this host',
  },
  format: { type: 'string', value: 'FORMAT', help: 'text or json (an object a line)' },
  kind: {
    type: 'string',
    multiple: true,
    value: 'KIND',
    help: 'only changes of this kind (container, interface, bridge-port, rule, …); may be given several times',
  },
  interval: { type: 'string', value: 'SECONDS', help: 'from one look at this host to the next; default 1' },
} as const

/** `netloupe watch`: what changes, when, in words, until Ctrl-C. */
export const watch: Command<typeof options> = {
  summary: 'changes of the topology and the rules, as they happen',
  usage: '[--agent URL] [--kind KIND]… [--format text|json]',
  options,
  run: async (world, values) => {
    if (values.snapshot !== undefined)
      throw new UsageError('nothing changes in a saved snapshot; --snapshot is for the other commands.')
    const format = chosenFormat(values, ['text', 'json'])
    const kinds = (values.kind ?? []).map(knownKind)
    const intervalMs = intervalOf(values.interval)
    const color = isColored(world, values)
    const { signal } = stopSignal()
    const changes =
      values.agent === undefined
        ? changesOfHost({
            options: snapshotOptions(world, values),
            intervalMs,
            signal,
            onReady: ({ problems }) => {
              for (const line of problemLines(problems)) world.tell(line)
              world.tell('looking for changes; Ctrl-C ends it')
            },
          })
        : changesOfAgent({ url: agentUrl(values.agent), kinds, signal, tell: world.tell })
    for await (const change of changes) {
      if (!isWanted(change, kinds, [])) continue
      const line = lineOf(change, format, color)
      if (line !== null) await world.print(line)
    }
    return 0
  },
}

const lineOf = (change: ToldChange, format: 'text' | 'json', color: boolean): string | null =>
  format === 'json' ? `${toJson(change)}\n` : changeLine(change, color)

const knownKind = (kind: string): string => {
  if (changeKinds.includes(kind)) return kind
  throw new UsageError(
    `unknown kind '${kind}'.${suggestion(kind, changeKinds)} The kinds are ${changeKinds.join(', ')}.`,
  )
}

const longestSeconds = 3_600

const intervalOf = (text = '1'): number => {
  const seconds = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= 0.1 && seconds <= longestSeconds) return seconds * 1_000
  throw new UsageError(`--interval: '${text}' is no number of seconds from 0.1 to ${longestSeconds}.`)
}

const agentUrl = (text: string): URL => {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`--agent: '${text}' is no address of an agent; write http://HOST:PORT.`)
  return url
}
