import type { FastifyInstance } from 'fastify'
import type { ServerDependencies } from '../server-dependencies.ts'
import { assets } from './assets.ts'
import { audit } from './audit.ts'
import { bridges } from './bridges.ts'
import { containers } from './containers.ts'
import { events } from './events.ts'
import { fdb } from './fdb.ts'
import { health } from './health.ts'
import { interfaces } from './interfaces.ts'
import { landing } from './landing.ts'
import { metrics } from './metrics.ts'
import { namespaces } from './namespaces.ts'
import { nat } from './nat.ts'
import { openapi } from './openapi.ts'
import { rules } from './rules.ts'
import { snapshot } from './snapshot.ts'
import { topology } from './topology.ts'
import { why } from './why.ts'

/** Adds the routes of one resource to the server. A file and a word each. */
export type Route = (app: FastifyInstance, dependencies: ServerDependencies) => void

export const routes = {
  landing,
  assets,
  health,
  metrics,
  topology,
  containers,
  namespaces,
  interfaces,
  bridges,
  fdb,
  rules,
  nat,
  why,
  audit,
  events,
  snapshot,
  openapi,
} as const satisfies { readonly [name: string]: Route }
