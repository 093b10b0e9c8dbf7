/** Sizes of what is drawn, in pixels at 100 %. The style sheet has those of what is inside a row. */
export const measures = {
  rowHeight: 24,
  rowPitch: 28,
  /** Of a port outside, the wire, and the cell inside: a row is as wide as the three. */
  portWidth: 164,
  wireWidth: 28,
  cellWidth: 440,
  /** Where the bus of a bridge runs, left of the rows. */
  busWidth: 22,
  padding: 12,
  headerHeight: 48,
  /** Rows one below the other, and such stacks side by side before the next block begins below. */
  rowsPerStack: 24,
  stacksPerBlock: 4,
  stackGap: 28,
  blockGap: 20,
  groupGap: 28,
  /** Left of a column: where its line from the rail comes down. */
  gutter: 40,
  railGap: 30,
  siteGap: 88,
  worldWidth: 132,
  uplinkWidth: 216,
  bandGap: 56,
  hostWidth: 420,
  portsWidth: 316,
} as const

export const rowWidth = measures.portWidth + measures.wireWidth + measures.cellWidth
export const groupWidth = (stacks: number): number =>
  2 * measures.padding + stacks * (measures.busWidth + rowWidth) + (stacks - 1) * measures.stackGap
