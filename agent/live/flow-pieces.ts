import { type Flows, flowsShape } from '../../collectors/flows.ts'
import { conntrackEntryShape } from '../../collectors/netfilter/conntrack/record.ts'
import { type Infer, list, record, text } from '../../collectors/wire/shape.ts'

/** Tracked connections as they are sent: a namespace may have ten thousand, and no message is to be that long. */
export const flowPiecesShape = record({
  /** Without their entries. */
  namespaces: list(flowsShape),
  entries: list(record({ netns: text, entry: conntrackEntryShape })),
})
export type FlowPieces = Infer<typeof flowPiecesShape>

export const takenApart = (flows: readonly Flows[]): FlowPieces => ({
  namespaces: flows.map((one) => ({ ...one, entries: [] })),
  entries: flows.flatMap(({ netns, entries }) => entries.map((entry) => ({ netns, entry }))),
})

export const putTogether = ({ namespaces, entries }: FlowPieces): Flows[] => {
  const byNetns = Map.groupBy(entries, ({ netns }) => netns)
  return namespaces.map((one) => ({ ...one, entries: (byNetns.get(one.netns) ?? []).map(({ entry }) => entry) }))
}
