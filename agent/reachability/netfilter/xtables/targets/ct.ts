import { isOpen } from '../../conntrack/attached.ts'
import type { Connection, Direction, Tuple } from '../../conntrack/connection.ts'
import type { InfoOf } from './info-of.ts'
import { notTracked } from './notrack.ts'
import type { Target, TargetOf } from './target.ts'

type Info = InfoOf<'ct'>

const nowhere: Tuple = { source: '', destination: '', protocol: 0, sourcePort: 0, destinationPort: 0 }

const zoneDirectionOf = ({ flags }: Info): Direction | null => {
  if (flags.zoneOriginal === flags.zoneReply) return null
  return flags.zoneOriginal ? 'original' : 'reply'
}

/** What the packet's connection is looked up and begun with (nf_ct_tmpl_alloc). */
const templateOf = (info: Info): Connection => {
  const zoneDirection = zoneDirectionOf(info)
  return {
    original: nowhere,
    reply: nowhere,
    zone: info.zone,
    ...(zoneDirection === null ? {} : { zoneDirection }),
    ...(info.flags.zoneMark ? { zoneIsMark: true } : {}),
    mark: 0,
    status: new Set(['template', 'confirmed']),
    tcpState: null,
    helper: info.helper === '' ? null : info.helper,
    labels: new Set(),
    master: null,
    entry: null,
    packets: { original: 0, reply: 0 },
  }
}

/** CT (xt_ct_target, net/netfilter/xt_CT.c): before the packet's connection is looked up. Events and timeouts decide nothing here. */
export const ct: TargetOf<Info> = (info): Target => {
  if (info.flags.notrack) return notTracked
  return ({ packet, space }) => {
    if (isOpen(packet, space)) packet.connection = templateOf(info)
    return 'continue'
  }
}
