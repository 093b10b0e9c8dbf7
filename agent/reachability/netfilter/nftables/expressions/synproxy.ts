import { IPPROTO_TCP } from '../../../packet/packet.ts'
import { synproxy as synproxyTarget } from '../../xtables/targets/synproxy.ts'
import { contextOf, droppedElsewhere, type Machine, type Operation, type Outcome, stolen } from '../machine.ts'

const target = synproxyTarget()

/** Answers in place of the server (nft_synproxy_do_eval, net/netfilter/nft_synproxy.c). */
export const synproxyFor = (machine: Machine): Outcome => {
  if (!machine.hasTransport || machine.packet.protocol !== IPPROTO_TCP) return 'break'
  const verdict = target(contextOf(machine))
  if (verdict === 'stolen') return stolen
  return verdict === 'drop' ? droppedElsewhere : null
}

export const synproxy = (): Operation => synproxyFor
