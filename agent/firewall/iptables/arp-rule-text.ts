import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import { maskText } from '../../../collectors/netfilter/xtables/mask-text.ts'
import { option } from '../../../collectors/netfilter/xtables/option.ts'
import type { ArpEntry, ArpRule } from '../../../collectors/netfilter/xtables/record.ts'
import { targetWords } from './use-words.ts'
import { verdictWord } from './verdict-word.ts'

const noAddress = '00:00:00:00:00:00'
const allBits = 'ff:ff:ff:ff:ff:ff'

/** A hardware address, and its mask unless it has all bits. */
export const hardwareText = ({ address, mask }: { readonly address: string; readonly mask: string }): string =>
  mask === allBits ? address : `${address}/${mask}`

/** A number with its mask, unless that has all bits; in the base in which arptables writes it. */
const maskedText = ({ value, mask }: ArpEntry['operation'], all: number, base: 10 | 16): string =>
  (base === 16 ? `0x${value.toString(16)}` : `${value}`) + (mask === all ? '' : `/${mask.toString(base)}`)

const arpEntryWords = (entry: ArpEntry): readonly string[] => {
  const { invert, sourceHardware, targetHardware, hardwareLength, hardwareType } = entry
  const address = (letter: string, value: string, mask: string, not: boolean): readonly string[] =>
    mask === '0.0.0.0' ? [] : option(not, letter, value + maskText(mask))
  return [
    ...(entry.inInterface === '' ? [] : option(invert.inInterface, '-i', entry.inInterface)),
    ...(entry.outInterface === '' ? [] : option(invert.outInterface, '-o', entry.outInterface)),
    ...address('-s', entry.source, entry.sourceMask, invert.source),
    ...(sourceHardware.mask === noAddress
      ? []
      : option(invert.sourceHardware, '--src-mac', hardwareText(sourceHardware))),
    ...address('-d', entry.target, entry.targetMask, invert.target),
    ...(targetHardware.mask === noAddress
      ? []
      : option(invert.targetHardware, '--dst-mac', hardwareText(targetHardware))),
    // An address of six bytes and Ethernet go without saying.
    ...(hardwareLength.mask === 0xff && hardwareLength.value === 6
      ? []
      : option(invert.hardwareLength, '--h-length', maskedText(hardwareLength, 0xff, 10))),
    ...(entry.operation.mask === 0
      ? []
      : option(invert.operation, '--opcode', maskedText(entry.operation, 0xffff, 10))),
    ...(hardwareType.mask === 0xffff && hardwareType.value === 1
      ? []
      : option(invert.hardwareType, '--h-type', maskedText(hardwareType, 0xffff, 10))),
    ...(entry.protocolType.mask === 0
      ? []
      : option(invert.protocolType, '--proto-type', maskedText(entry.protocolType, 0xffff, 16))),
  ]
}

/** A rule as arptables-save writes it after `-A CHAIN`: what it does comes first, the options of a target last. */
export const arpRuleText = ({ entry, target }: ArpRule, context: SaveContext): string => {
  const words = arpEntryWords(entry)
  switch (target.kind) {
    case 'verdict':
      return ['-j', verdictWord(target.verdict), ...words].join(' ')
    case 'jump':
    case 'goto':
      return ['-j', target.chain, ...words].join(' ')
    case 'none':
      return words.join(' ')
    case 'extension': {
      const use = targetWords(target.extension, context)
      return ['-j', use.name, ...words, ...use.words].join(' ')
    }
    default:
      return target satisfies never
  }
}
