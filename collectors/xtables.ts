import type { Collector, NetnsId } from './collector.ts'
import type { LegacyTable } from './netfilter/xtables/legacy/decode.ts'
import { type LegacyReading, readLegacyTables } from './netfilter/xtables/legacy/read.ts'
import { arpTableShape, bridgeTableShape, xtTableShape } from './netfilter/xtables/record.ts'
import { ofNamespace } from './of-namespace.ts'
import type { Shape } from './wire/shape.ts'
import { withCapability } from './with-capability.ts'

const tableShape: Shape<LegacyTable> = {
  json: {
    type: 'object',
    discriminator: { propertyName: 'family' },
    required: ['family'],
    oneOf: [xtTableShape.json, arpTableShape.json, bridgeTableShape.json],
  },
}

/** A table of iptables-legacy, ip6tables-legacy, arptables-legacy or ebtables-legacy, and where it is. */
export type XtTableRecord = { readonly netns: NetnsId } & LegacyTable

/** Legacy tables as they were read, and the records made of them. */
export interface XtablesMemory {
  readonly reading: LegacyReading
  readonly records: readonly XtTableRecord[]
}

/** x_tables as the kernel itself has them. A namespace without such a table stays without. */
export const xtables: Collector<XtTableRecord> = {
  shape: ofNamespace(tableShape),
  shared: true,
  from: 'inside',
  collect: (look) => {
    const settled = look.closely() ? undefined : look.memory.xtables.settled(look.netns)
    if (settled !== undefined) return settled.records
    const known = look.memory.xtables.last(look.netns)
    const reading = withCapability('CAP_NET_ADMIN', () => readLegacyTables(known?.reading))
    for (const { message } of reading.malformed) look.report('malformed', message)
    for (const name of reading.untold)
      look.report(
        'unsupported',
        `the table ${name} of ebtables-legacy holds rules somewhere; this kernel does not tell where`,
      )
    const old = new Map(known?.records.map((record, at) => [known.reading.tables[at], record]))
    const records = reading.tables.map((table) => old.get(table) ?? { netns: look.netns, ...table })
    look.memory.xtables.note(look.netns, { reading, records })
    return records
  },
}
