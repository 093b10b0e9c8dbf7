/** How many of a long list are said. */
const enough = 3

/** `one, two, three and 297 more`. */
export const fewOf = (items: readonly (string | number)[], most = enough): string =>
  items.length <= most + 1 ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`
