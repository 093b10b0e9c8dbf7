import { addresses } from './addresses.ts'
import { bridgeVlans } from './bridge-vlans.ts'
import type { Collector, RecordOf } from './collector.ts'
import { fdb } from './fdb.ts'
import { flows } from './flows.ts'
import { ipsets } from './ipsets.ts'
import { links } from './links.ts'
import { mdb } from './mdb.ts'
import { neighbours } from './neighbours.ts'
import { nexthops } from './nexthops.ts'
import { nftables } from './nftables.ts'
import { nsids } from './nsids.ts'
import { programs } from './programs.ts'
import { routes } from './routes.ts'
import { rules } from './rules.ts'
import { sockets } from './sockets.ts'
import { sysctls } from './sysctls.ts'
import { xfrmPolicies } from './xfrm-policies.ts'
import { xtables } from './xtables.ts'

/** What is read of every network namespace, in this order. One file and one word each; the `Snapshot` type follows. */
export const collectors = {
  links,
  addresses,
  routes,
  nexthops,
  rules,
  neighbours,
  fdb,
  bridgeVlans,
  mdb,
  sysctls,
  nftables,
  xtables,
  ipsets,
  xfrmPolicies,
  sockets,
  programs,
  flows,
  nsids,
} as const satisfies { readonly [name: string]: Collector<unknown> }

export type CollectorName = keyof typeof collectors
export type NamespaceRecords = { readonly [K in CollectorName]: readonly RecordOf<(typeof collectors)[K]>[] }
