/** Whether an interface's name is the one of a rule; the name is empty where there is none. */
export type InterfaceTest = (name: string) => boolean

/**
 * A name, one that ends in `+` for all that begin so, or nothing for any (ifname_compare, linux/netfilter/x_tables.h).
 * @returns null where every name will do
 */
export const interfaceTest = (pattern: string, inverted: boolean): InterfaceTest | null => {
  if (pattern === '') return inverted ? () => false : null
  if (!pattern.endsWith('+')) return (name) => (name === pattern) !== inverted
  const begin = pattern.slice(0, -1)
  return (name) => name.startsWith(begin) !== inverted
}
