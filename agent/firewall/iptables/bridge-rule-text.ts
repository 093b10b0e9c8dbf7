import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import type { BridgeEntry, BridgeRule, BridgeStep, XtTarget } from '../../../collectors/netfilter/xtables/record.ts'
import { hardwareText } from './arp-rule-text.ts'
import { ethernetProtocol } from './ethernet-protocols.ts'
import { matchWords, targetWords } from './use-words.ts'
import { verdictWord } from './verdict-word.ts'

/** Addresses that ebtables has words for (xtables_print_well_known_mac_and_mask of libxtables), with their masks. */
const wellKnown: { readonly [address: string]: string } = {
  '00:00:00:00:00:00/01:00:00:00:00:00': 'Unicast',
  '01:00:00:00:00:00/01:00:00:00:00:00': 'Multicast',
  'ff:ff:ff:ff:ff:ff': 'Broadcast',
  '01:80:c2:00:00:00': 'BGA',
}

const addressText = (address: NonNullable<BridgeEntry['source']>): string => {
  const text = hardwareText(address)
  return wellKnown[text] ?? text
}

/** ebtables has its `!` behind the option. */
const optionOf = (name: string, invert: boolean, value: string): readonly string[] =>
  invert ? [name, '!', value] : [name, value]

const protocolText = (protocol: number | 'length'): string =>
  protocol === 'length' ? 'Length' : ethernetProtocol(protocol)

const entryWords = (entry: BridgeEntry): readonly string[] => {
  const { protocol, source, destination, invert } = entry
  const interfaceOf = (name: string, key: 'inInterface' | 'logicalIn' | 'outInterface' | 'logicalOut') =>
    entry[key] === '' ? [] : optionOf(name, invert[key], entry[key])
  return [
    ...(protocol === null ? [] : optionOf('-p', invert.protocol, protocolText(protocol))),
    ...(source === null ? [] : optionOf('-s', invert.source, addressText(source))),
    ...(destination === null ? [] : optionOf('-d', invert.destination, addressText(destination))),
    ...interfaceOf('-i', 'inInterface'),
    ...interfaceOf('--logical-in', 'logicalIn'),
    ...interfaceOf('-o', 'outInterface'),
    ...interfaceOf('--logical-out', 'logicalOut'),
  ]
}

/** The options of a match or watcher name it themselves. One that is not known has none: its name is told. */
const stepWords = (step: BridgeStep, context: SaveContext): readonly string[] => {
  const isOther = (step.kind === 'match' ? step.match : step.watcher).kind === 'other'
  const { name, words } = step.kind === 'match' ? matchWords(step.match, context) : targetWords(step.watcher, context)
  return isOther ? [`--${name}`, ...words] : words
}

const targetPart = (target: XtTarget, context: SaveContext): readonly string[] => {
  switch (target.kind) {
    case 'verdict':
      return [verdictWord(target.verdict)]
    case 'jump':
    case 'goto':
      return [target.chain]
    case 'none':
      return ['CONTINUE']
    case 'extension': {
      const { name, words } = targetWords(target.extension, context)
      return [name, ...words]
    }
    default:
      return target satisfies never
  }
}

/** A rule as ebtables-save writes it after `-A CHAIN`. */
export const bridgeRuleText = ({ entry, steps, target }: BridgeRule, context: SaveContext): string =>
  [
    ...entryWords(entry),
    ...steps.flatMap((step) => stepWords(step, context)),
    '-j',
    ...targetPart(target, context),
  ].join(' ')
