import { connectionOf } from '../../conntrack/connection-of.ts'
import type { CompileMatch } from './match-test.ts'

/** state_mt, net/netfilter/xt_state.c */
export const state: CompileMatch<'state'> =
  ({ states }) =>
  ({ packet }) => {
    if (connectionOf(packet) !== null) return states[packet.connectionState]
    return packet.connection === 'untracked' ? states.untracked : states.invalid
  }
