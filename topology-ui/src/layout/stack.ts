/**
 * The order of boxes that stand one below the other. Who stood there stays; a newcomer takes the room of one that went, if
 * it is enough, else the end. Room that nobody needs stays empty.
 * @param heights of all, those that went too
 */
export const stacked = (
  before: readonly string[],
  present: readonly string[],
  heights: { readonly [id: string]: number },
): readonly string[] => {
  const order = [...before]
  const known = new Set(before)
  const here = new Set(present)
  for (const id of present) {
    if (known.has(id)) continue
    const room = order.findIndex((other) => !here.has(other) && (heights[other] ?? 0) >= (heights[id] ?? 0))
    if (room < 0) order.push(id)
    else order[room] = id
  }
  return order
}
