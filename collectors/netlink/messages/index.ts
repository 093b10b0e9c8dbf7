import { address } from './address.ts'
import { bridgeVlan } from './bridge-vlan.ts'
import { link } from './link.ts'
import { mdb } from './mdb.ts'
import { neighbour } from './neighbour.ts'
import { nexthop } from './nexthop.ts'
import { nsid } from './nsid.ts'
import { route } from './route.ts'
import { rule } from './rule.ts'

/** Every family of rtnetlink messages that netloupe reads. One file and one word each. */
export const messages = { address, bridgeVlan, link, mdb, neighbour, nexthop, nsid, route, rule } as const

export type Messages = typeof messages
