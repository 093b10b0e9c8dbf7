import { address } from './address.ts'
import { bridgeVlan } from './bridge-vlan.ts'
import { link } from './link.ts'
import { mdb } from './mdb.ts'
import { neighbour } from './neighbour.ts'
import { nexthop } from './nexthop.ts'
import { nsid } from './nsid.ts'
import { route } from './route.ts'
import { rule } from './rule.ts'
import { xfrmPolicy } from './xfrm-policy.ts'

/** Every family of messages of rtnetlink, and of XFRM, that netloupe reads. One file and one word each. */
export const messages = { address, bridgeVlan, link, mdb, neighbour, nexthop, nsid, route, rule, xfrmPolicy } as const

export type Messages = typeof messages
