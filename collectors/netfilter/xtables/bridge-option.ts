/** An option of ebtables, which has its `!` behind the name. */
export const bridgeOption = (name: string, invert: boolean, value: string): readonly string[] =>
  invert ? [name, '!', value] : [name, value]
