/** A program (or a habit) that writes firewall rules, and how its work is told from others'. */
export interface Writer {
  /** As its users call it. */
  readonly name: string
  /** Its chains in tables of iptables, and what they are for; the first that fits counts. */
  readonly chains: readonly ChainHabit[]
  /** Its tables of nf_tables. */
  readonly tables?: readonly RegExp[]
  /** What chains of those tables are for. */
  readonly tableChains?: readonly ChainHabit[]
  /** How comments begin that it leaves on its rules in chains of others. */
  readonly comment?: RegExp
}

export interface ChainHabit {
  readonly name: RegExp
  /** A few words, for one who reads the ruleset. */
  readonly about: string
}
