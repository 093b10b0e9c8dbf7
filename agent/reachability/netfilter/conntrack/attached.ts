import type { Packet } from '../../packet/packet.ts'
import type { Space } from '../../scene/space.ts'

const attached = new WeakMap<Packet, Space>()

/** An answer about a packet that is not tracked is attached to a connection that is none: `skb->_nfct` is not 0 any more (nf_conntrack_attach). */
export const attachToNothing = (answer: Packet, space: Space): void => {
  attached.set(answer, space)
}

/** Whether CT and NOTRACK may still say how a packet is tracked (`skb->_nfct != 0`, xt_ct_target). */
export const isOpen = (packet: Packet, space: Space): boolean =>
  (packet.connection === null || packet.connection === 'invalid') && attached.get(packet) !== space
