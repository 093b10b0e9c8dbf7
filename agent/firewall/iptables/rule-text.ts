import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import { maskText } from '../../../collectors/netfilter/xtables/mask-text.ts'
import { option } from '../../../collectors/netfilter/xtables/option.ts'
import { protocolText } from '../../../collectors/netfilter/xtables/protocol-text.ts'
import type { IpEntry, XtRule, XtTarget } from '../../../collectors/netfilter/xtables/record.ts'
import { matchWords, targetWords } from './use-words.ts'
import { verdictWord } from './verdict-word.ts'

/** An address that is none, in either family: it has nothing but zeros. */
const isZero = (address: string): boolean => /^[0:.]*$/.test(address)

/**
 * iptables leaves an IPv4 address out when it, its mask and its inversion say nothing; ip6tables when the mask says nothing,
 * whatever the address is.
 */
const addressWords = (
  letter: '-s' | '-d',
  { address, mask, invert }: { readonly address: string; readonly mask: string; readonly invert: boolean },
): readonly string[] => {
  const isIpv6 = mask.includes(':')
  const length = maskText(mask)
  const isAny = length === '/0' && (isIpv6 || isZero(address))
  return isAny && !invert ? [] : option(invert, letter, address + (length || (isIpv6 ? '/128' : '/32')))
}

/** What the entry itself compares. */
export const entryWords = (entry: IpEntry): readonly string[] => {
  const { invert } = entry
  return [
    ...addressWords('-s', { address: entry.source, mask: entry.sourceMask, invert: invert.source }),
    ...addressWords('-d', { address: entry.destination, mask: entry.destinationMask, invert: invert.destination }),
    ...(entry.inInterface === '' ? [] : option(invert.inInterface, '-i', entry.inInterface)),
    ...(entry.outInterface === '' ? [] : option(invert.outInterface, '-o', entry.outInterface)),
    ...(entry.protocol === 0 ? [] : option(invert.protocol, '-p', protocolText(entry.protocol))),
    ...(entry.fragment ? option(invert.fragment, '-f') : []),
  ]
}

const targetPart = (target: XtTarget, context: SaveContext): readonly string[] => {
  switch (target.kind) {
    case 'verdict':
      return ['-j', verdictWord(target.verdict)]
    case 'jump':
      return ['-j', target.chain]
    case 'goto':
      return ['-g', target.chain]
    case 'none':
      return []
    case 'extension': {
      const { name, words } = targetWords(target.extension, context)
      return ['-j', name, ...words]
    }
    default:
      return target satisfies never
  }
}

/**
 * A rule as iptables-save and ip6tables-save write it after `-A CHAIN`. Names and comments are as whoever made the rule wrote
 * them: what is shown to people has to be made printable first. An extension or revision that is not known has
 * `[unsupported revision N]` instead of its options.
 */
export const ruleText = ({ entry, matches, target }: XtRule, context: SaveContext): string => {
  const uses = matches.flatMap((match) => {
    const { name, words } = matchWords(match, context)
    return ['-m', name, ...words]
  })
  return [...entryWords(entry), ...uses, ...targetPart(target, context)].join(' ')
}
