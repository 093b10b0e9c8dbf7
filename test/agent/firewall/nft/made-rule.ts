import type { Json } from '../../../../agent/firewall/nft/json.ts'
import { indexOf, lineOf, ruleForms, writingIn } from '../../../../agent/firewall/nft/rule-forms.ts'
import type { Surroundings } from '../../../../agent/firewall/nft/surroundings.ts'
import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftChain, NftRule, NftSet, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'

export const surroundings: Surroundings = {
  interfaceName: (index) => (index === 1 ? 'lo' : null),
  cgroupPath: (id) => (id === 7n ? 'user.slice' : null),
  utcOffset: () => 3600,
}

export const madeTable = (parts: Partial<NftTable> = {}): NftTable => ({
  family: 'inet',
  name: 't',
  handle: 1,
  flags: [],
  generation: 1,
  chains: [],
  sets: [],
  objects: [],
  flowtables: [],
  ...parts,
})

export const madeSet = (parts: Partial<NftSet> = {}): NftSet => ({
  name: 's',
  handle: 2,
  flags: [],
  keyType: 7,
  keyLength: 4,
  elements: [],
  ...parts,
})

export const madeRule = (...expressions: readonly Expression[]): NftRule => ({ handle: 3, expressions })

export const madeChain = (rules: readonly NftRule[], parts: Partial<NftChain> = {}): NftChain => ({
  name: 'c',
  handle: 4,
  flags: [],
  base: null,
  rules,
  ...parts,
})

/** What a rule of these expressions looks like. */
export const madeForms = (
  expressions: readonly Expression[],
  parts: Partial<NftTable> = {},
): { readonly text: string; readonly json: readonly Json[] } => {
  const rule = madeRule(...expressions)
  const forms = ruleForms(indexOf(madeTable(parts)), rule, writingIn(surroundings))
  return { text: lineOf(rule, forms), json: forms.statements() }
}
