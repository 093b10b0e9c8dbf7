import type { Cause } from '../cause.ts'
import { fullBacklog } from '../reading/full-backlog.ts'

export const listenBacklogOverflow: Cause = {
  id: 'listen-backlog-overflow',
  layer: 'socket',
  symptom: 'New connections time out, those that are there work on.',
  confirm: '`ss -ltn` shows Recv-Q above Send-Q; ListenOverflows and ListenDrops of `nstat` rise.',
  more: 'https://man7.org/linux/man-pages/man2/listen.2.html',
  explain: fullBacklog,
}
