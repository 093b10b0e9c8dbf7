import { builtInChains } from '../../../agent/firewall/iptables/built-in-chains.ts'
import { xtTableFrom } from '../../../agent/firewall/iptables/from-nft/xt-table.ts'
import { type TableTextOptions, tableText } from '../../../agent/firewall/iptables/table-text.ts'
import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { printable } from '../printable.ts'

/** What a namespace has of iptables and its like. */
export interface SavedNamespace {
  /** For people: which namespace this is. */
  readonly title: string
  readonly legacy: readonly AnyXtTable[]
  /** All tables of nf_tables: those of iptables-nft are among them. */
  readonly nft: readonly NftTable[]
}

const tools = { ipv4: 'iptables', ipv6: 'ip6tables', arp: 'arptables', bridge: 'ebtables' } as const
const nftFamilies = { ip: 'ipv4', ip6: 'ipv6', arp: 'arp', bridge: 'bridge' } as const
type Family = keyof typeof tools
const order = Object.keys(tools) as readonly Family[]

/** The order of the tables in iptables-nft-save. The legacy tools have that of the kernel. */
const tableOrder = ['mangle', 'security', 'raw', 'filter', 'nat', 'broute']

/** What one of the save programs would print. */
interface Section {
  readonly program: string
  readonly lines: readonly string[]
}

const legacySection = (family: Family, tables: readonly AnyXtTable[], options: TableTextOptions): Section => ({
  program: `${tools[family]}-legacy-save`,
  lines: tables.filter((table) => table.family === family).flatMap((table) => tableText(table, options)),
})

const nftTableLines = (nft: NftTable, options: TableTextOptions): readonly string[] => {
  const { name } = nft
  const found = xtTableFrom(nft)
  // The first words of both comments are those of iptables-nft-save.
  if (found.table === null) return [`# Table \`${name}' is incompatible, use 'nft' tool: ${found.reason}.`]
  const { table, leftOut } = found
  const note = `# Table \`${name}' contains incompatible base-chains, use 'nft' tool to list them: ${leftOut.join(', ')}.`
  return [...(leftOut.length === 0 ? [] : [note]), ...tableText(table, options)]
}

const nftSection = (family: Family, tables: readonly NftTable[], options: TableTextOptions): Section => {
  const rank = ({ name }: NftTable): number => tableOrder.indexOf(name)
  return {
    program: `${tools[family]}-nft-save`,
    lines: tables
      .filter((table) => familyOf(table) === family)
      .sort((one, other) => rank(one) - rank(other))
      .flatMap((table) => nftTableLines(table, options)),
  }
}

/** The family of the tool that has such a table; undefined for tables of which iptables and its like say nothing. */
const familyOf = ({ family, name }: NftTable): Family | undefined => {
  const found = family in nftFamilies ? nftFamilies[family as keyof typeof nftFamilies] : undefined
  return found && builtInChains(found, name) ? found : undefined
}

/**
 * The rules of a namespace as iptables-save, ip6tables-save, arptables-save and ebtables-save print them, each of the programs that
 * has something to say in a section of its own: nf_tables first, then legacy. A comment begins a section and names the program;
 * what follows, up to the next such comment, is what the restore program of the same name reads. All else that is told is a
 * comment, too. Characters that would do something to a terminal are escaped.
 */
export const iptablesSave = ({ title, legacy, nft }: SavedNamespace, options: TableTextOptions): string => {
  const sections = [
    ...order.map((family) => nftSection(family, nft, options)),
    ...order.map((family) => legacySection(family, legacy, options)),
  ].filter(({ lines }) => lines.length > 0)
  const others = nft.filter((table) => familyOf(table) === undefined)
  const lines = [
    ...sections.flatMap((section) => [
      `# ${section.program}${options.counters ? ' -c' : ''}: ${title}`,
      ...section.lines,
    ]),
    ...mixed(sections),
    ...(others.length === 0
      ? []
      : [`# Not of iptables, use 'nft' tool: ${others.map(({ family, name }) => `${family} ${name}`).join(', ')}.`]),
  ]
  return lines.map((line) => `${printable(line, Number.POSITIVE_INFINITY)}\n`).join('')
}

const mixed = (sections: readonly Section[]): readonly string[] => {
  const programs = sections.map(({ program }) => program)
  const both = Object.values(tools).filter(
    (tool) => programs.includes(`${tool}-nft-save`) && programs.includes(`${tool}-legacy-save`),
  )
  return both.map((tool) => `# ${tool}: both nf_tables and legacy tables are there; a packet has to pass both.`)
}
