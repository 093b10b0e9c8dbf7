interface Chain {
  readonly base: { readonly policy: string | null } | null
  readonly rules: readonly unknown[]
}

/** Whether a table does anything to a packet: iptables-legacy makes empty ones by being asked what there is. */
export const decides = (chains: readonly Chain[]): boolean =>
  chains.some(({ base, rules }) => rules.length > 0 || (base !== null && base.policy !== 'accept'))
