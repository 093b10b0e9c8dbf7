import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { iptablesSave } from '../../exporters/formats/iptables-save/iptables-save.ts'
import { natText } from '../../exporters/formats/rules/nat-text.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { natOf } from '../../exporters/reading/nat.ts'
import { ruledNamespaces, rulesetsOf } from '../../exporters/reading/rulesets.ts'
import { chosenFormat } from '../chosen-format.ts'
import { chosenNamespaces } from '../chosen-namespaces.ts'
import type { commonOptions, Values } from '../command-line.ts'
import { rulesetText as nftText } from '../firewall/nft/ruleset-text.ts'
import { sourceOf } from '../firewall/ruleset/analyse.ts'
import { viewOf } from '../live/view.ts'
import { isColored, look, problemLines } from '../look.ts'
import { namespaceTitle } from '../topology/namespace-title.ts'
import { UsageError } from '../usage-error.ts'
import type { Command, World } from './command.ts'

const options = {
  netns: {
    type: 'string',
    value: 'NS',
    help: "one network namespace: host, a container, a name, an inode, pid:PID; or all. Default: the host's and the engine's",
  },
  format: { type: 'string', value: 'FORMAT', help: 'text, json, iptables-save or nft' },
  nat: {
    type: 'boolean',
    help: 'published ports instead: the rules, the proxy and the listener of each, and what is missing',
  },
} as const

/** Those that a restore program reads. */
const saved = ['iptables-save', 'nft']
const formats = ['text', 'json', ...saved]

/** `netloupe rules`: what is really in the kernel, whoever wrote it. */
export const rules: Command<typeof options> = {
  summary: 'the firewall rules that are really in the kernel, and their counters',
  usage: '[--netns NS] [--format text|json|iptables-save|nft] [--nat]',
  options,
  run: async (world, values) => {
    const format = formatOf(values)
    const snapshot = await look(world, values, { usage: null, flows: false })
    const color = isColored(world, values)
    const style = { color, columns: world.columns }
    const view = viewOf(snapshot)
    if (values.nat) {
      const report = natOf(view)
      await world.print(format === 'json' ? `${toJson(report, 1)}\n` : natText(report, style))
    } else {
      // What a restore program is to read is of one namespace.
      const isUsual = ({ root }: Namespace): boolean => root || values.netns !== undefined || !saved.includes(format)
      const chosen = chosenNamespaces(values.netns, snapshot).filter(isUsual)
      if (saved.includes(format)) await world.print(saveText(snapshot, chosen, format))
      else {
        const rulesets = rulesetsOf(view, chosen)
        await world.print(format === 'json' ? `${toJson(rulesets, 1)}\n` : rulesText(rulesets, style))
      }
      if (values.netns === undefined) tellOthers(world, snapshot, chosen)
    }
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    return 0
  },
}

const tellOthers = (world: World, snapshot: Snapshot, chosen: readonly Namespace[]): void => {
  const others = ruledNamespaces(snapshot).filter((namespace) => !chosen.includes(namespace)).length
  if (others === 0) return
  const what = others === 1 ? 'One more network namespace has' : `${others} more network namespaces have`
  world.tell(`${what} rules or sets: --netns NS shows one, --netns all every one.`)
}

const formatOf = (values: Values<typeof options & typeof commonOptions>): string => {
  const { nat, netns } = values
  const format = chosenFormat(values, formats)
  if (nat && saved.includes(format))
    throw new UsageError(`--nat is for text and json; --format ${format} tells all rules.`)
  if (nat && netns !== undefined) throw new UsageError("--nat is about the engine's namespace; leave out --netns.")
  return format
}

/** In the words of the tools, for their restore programs. */
const saveText = (snapshot: Snapshot, chosen: readonly Namespace[], format: string): string =>
  chosen
    .map((namespace) => {
      const isHere = ({ netns }: { readonly netns: string }): boolean => netns === namespace.id
      const source = sourceOf(snapshot, namespace.id)
      const nft = snapshot.nftables.filter(isHere)
      if (format === 'nft') return nftText(nft, source)
      const legacy = snapshot.xtables.filter(isHere)
      const title = namespaceTitle(namespace, snapshot)
      return iptablesSave({ title, legacy, nft }, { counters: true, setName: source.setName })
    })
    .join('')
