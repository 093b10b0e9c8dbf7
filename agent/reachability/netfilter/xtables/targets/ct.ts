import { isOpen } from '../../conntrack/attached.ts'
import type { Connection, Direction } from '../../conntrack/connection.ts'
import { templateIn } from '../../conntrack/template.ts'
import type { InfoOf } from './info-of.ts'
import { notTracked } from './notrack.ts'
import type { Target, TargetOf } from './target.ts'

type Info = InfoOf<'ct'>

const zoneDirectionOf = ({ flags }: Info): Direction | null => {
  if (flags.zoneOriginal === flags.zoneReply) return null
  return flags.zoneOriginal ? 'original' : 'reply'
}

/** What the packet's connection is looked up and begun with. */
const templateOf = (info: Info): Connection => ({
  ...templateIn(info.zone, zoneDirectionOf(info)),
  ...(info.flags.zoneMark && { zoneIsMark: true }),
  helper: info.helper === '' ? null : info.helper,
})

/** CT (xt_ct_target, net/netfilter/xt_CT.c): before the packet's connection is looked up. Events and timeouts decide nothing here. */
export const ct: TargetOf<Info> = (info): Target => {
  if (info.flags.notrack) return notTracked
  return ({ packet, space }) => {
    if (isOpen(packet, space)) packet.connection = templateOf(info)
    return 'continue'
  }
}
