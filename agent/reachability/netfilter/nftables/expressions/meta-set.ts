import type { PacketType } from '../../../packet/packet.ts'
import { hostWord } from '../bytes.ts'
import { dropped, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'

/** PACKET_* (linux/if_packet.h) by number, as far as skb_pkt_type_ok lets them be set. */
const settableTypes: readonly PacketType[] = ['host', 'broadcast', 'multicast', 'otherhost']

const sets: {
  readonly [key: string]: { readonly length: number; readonly set: (machine: Machine, value: number) => void }
} = {
  mark: {
    length: 4,
    set: ({ packet }, value) => {
      packet.mark = value
    },
  },
  priority: {
    length: 4,
    set: ({ packet }, value) => {
      packet.priority = value
    },
  },
  pkttype: {
    length: 1,
    set: ({ packet }, value) => {
      const type = settableTypes[value & 0xff]
      if (type !== undefined && settableTypes.includes(packet.packetType)) packet.packetType = type
    },
  },
  broute: {
    length: 1,
    set: ({ packet }, value) => {
      packet.broute = (value & 0xff) !== 0
    },
  },
}

/** nft_meta_set_eval; `nftrace` and `secmark` change nothing here. */
export const metaSet = (key: string, sreg: number): Operation => {
  const from = registerAt(sreg)
  const setting = sets[key]
  if (setting === undefined) return () => null
  return (machine) => {
    const value = settled(machine, from, setting.length)
    if (value === null) return dropped('program')
    setting.set(machine, hostWord(value))
    machine.acted = true
    return null
  }
}
