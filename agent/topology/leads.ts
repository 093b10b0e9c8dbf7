import type { LinkRecord } from '../../collectors/links.ts'
import { joinsOf } from '../../collectors/netlink/link-kinds/index.ts'
import { remembered } from '../indexes/remembered.ts'

/** Where a link leads. */
export interface Lead {
  readonly from: LinkRecord
  readonly ifindex: number
  readonly master: number | undefined
  readonly link: number | undefined
  readonly linkNetns: LinkRecord['linkNetns']
  /** It is one end of a pair. */
  readonly isEnd: boolean
}

/** Whether a link is one end of a pair. */
export const isEnd = ({ info, link }: LinkRecord): boolean => joinsOf(info?.link) === 'peer' && link !== undefined

/** Of the links of one namespace. Those of all are gone through at each change: records have many fields, and these have few. */
export const leadsIn = remembered((links: readonly LinkRecord[]): readonly Lead[] =>
  links.map((from) => {
    const { ifindex, master, link, linkNetns } = from
    return { from, ifindex, master, link, linkNetns, isEnd: isEnd(from) }
  }),
)
