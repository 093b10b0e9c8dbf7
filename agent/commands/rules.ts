import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { iptablesSave } from '../../exporters/formats/iptables-save/iptables-save.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { namespaceTitle } from '../../exporters/reading/namespace-title.ts'
import { ruledNamespaces, rulesetsOf, usualNamespaces } from '../../exporters/reading/rulesets.ts'
import { suggestion } from '../../exporters/suggest.ts'
import { viewOf } from '../live/view.ts'
import { look, problemLines } from '../look.ts'
import { namespacesNamed } from '../topology/named.ts'
import { UsageError } from '../usage-error.ts'
import type { Command } from './command.ts'

const options = {
  netns: {
    type: 'string',
    value: 'NS',
    help: "one network namespace: host, a container, a name, an inode, pid:PID; or all. Default: the host's and the engine's",
  },
  format: { type: 'string', value: 'FORMAT', help: 'text, json or iptables-save' },
} as const

const formats = ['text', 'json', 'iptables-save']

/** `netloupe rules`: what is really in the kernel, whoever wrote it. */
export const rules: Command<typeof options> = {
  summary: 'the firewall rules that are really in the kernel, and their counters',
  usage: '[--netns NS] [--format text|json|iptables-save]',
  options,
  run: async (world, values) => {
    const format = formatOf(values)
    const snapshot = await look(world, values, { usage: false, flows: false })
    const chosen = chosenNamespaces(snapshot, values.netns, format)
    const view = viewOf(snapshot)
    if (format === 'iptables-save') await world.print(saveText(snapshot, chosen))
    else {
      const rulesets = rulesetsOf(view, chosen)
      const color = world.terminal && !values['no-color'] && !world.environment['NO_COLOR']
      await world.print(
        format === 'json' ? `${toJson(rulesets, 1)}\n` : rulesText(rulesets, { color, columns: world.columns }),
      )
    }
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    const others = ruledNamespaces(snapshot).filter((namespace) => !chosen.includes(namespace)).length
    if (values.netns === undefined && others > 0)
      world.tell(
        `${others} more network namespaces have rules or sets: --netns NAME shows one, --netns all all of them.`,
      )
    return 0
  },
}

const formatOf = (values: { readonly format?: string; readonly json?: boolean }): string => {
  const format = values.format ?? (values.json ? 'json' : 'text')
  if (!formats.includes(format))
    throw new UsageError(
      `unknown format '${format}'.${suggestion(format, formats)} The formats are ${formats.join(', ')}.`,
    )
  if (values.json && format !== 'json') throw new UsageError(`--json and --format ${format} contradict each other.`)
  return format
}

/** @throws UsageError when the word means no namespace, or several */
const chosenNamespaces = (snapshot: Snapshot, word: string | undefined, format: string): readonly Namespace[] => {
  if (word === undefined)
    // What iptables-restore is to read is of one namespace.
    return usualNamespaces(snapshot).filter(({ root }) => root || format !== 'iptables-save')
  const found = namespacesNamed(word, snapshot)
  if (found.length === 1) return found
  if (found.length === 0 && word === 'all') return ruledNamespaces(snapshot)
  if (found.length === 0)
    throw new UsageError(
      `no network namespace is called '${word}': give host, a container, a name, an inode or pid:PID.`,
    )
  const candidates = found.map(({ inode, names }) => `${inode ?? 'unknown'} ${names.join(' ')}`.trim())
  throw new UsageError(`'${word}' means ${found.length} network namespaces; give an inode: ${candidates.join('; ')}.`)
}

const saveText = (snapshot: Snapshot, chosen: readonly Namespace[]): string =>
  chosen
    .map((namespace) => {
      const isHere = ({ netns }: { readonly netns: string }): boolean => netns === namespace.id
      const sets = new Map(snapshot.ipsets.filter(isHere).map(({ index, name }) => [index, name]))
      return iptablesSave(
        {
          title: namespaceTitle(namespace, snapshot),
          legacy: snapshot.xtables.filter(isHere),
          nft: snapshot.nftables.filter(isHere),
        },
        { counters: true, setName: (index) => sets.get(index) ?? null },
      )
    })
    .join('')
