import { snapshotJsonSchema } from '../../../collectors/snapshot.ts'
import type { JsonSchema } from '../../../collectors/wire/shape.ts'
import { problemDetailsShape } from '../problem-details.ts'
import { auditSchema } from './audit.ts'
import { bridgeShape } from './bridge.ts'
import { changeJsonSchema } from './change.ts'
import { containerShape } from './container.ts'
import { fdbEntryShape } from './fdb-entry.ts'
import { interfaceShape } from './interface.ts'
import { namespaceShape } from './namespace.ts'
import { natSchema } from './nat.ts'
import { rulesSchema } from './rules.ts'
import { topologySchema } from './topology.ts'
import { whySchema } from './why.ts'

const components = {
  Answer: () => whySchema,
  Audit: () => auditSchema,
  Bridge: () => bridgeShape.json,
  Change: () => changeJsonSchema,
  Container: () => containerShape.json,
  FdbEntry: () => fdbEntryShape.json,
  Interface: () => interfaceShape.json,
  Namespace: () => namespaceShape.json,
  Nat: () => natSchema,
  Problem: () => problemDetailsShape.json,
  Ruleset: () => rulesSchema,
  Snapshot: snapshotJsonSchema,
  Topology: () => topologySchema,
} as const satisfies { readonly [name: string]: () => JsonSchema }

export type ComponentName = keyof typeof components

/** The components of the OpenAPI document, each with its `$id`. */
export const componentSchemas = (): JsonSchema[] =>
  Object.entries(components).map(([$id, schema]) => ({ $id, ...schema() }))

/** A reference to a component, for the schema of a route. */
export const componentOf = (name: ComponentName): JsonSchema => ({ $ref: `${name}#` })
