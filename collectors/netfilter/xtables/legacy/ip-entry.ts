import { ipv4, ipv6 } from '../../../wire/addresses.ts'
import { u8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { spanMemo } from '../../span-memo.ts'
import { bits } from '../bits.ts'
import type { IpEntry } from '../record.ts'
import { interfacePattern } from './interface-pattern.ts'

const ipv4Header = 'linux/netfilter_ipv4/ip_tables.h'
const ipv6Header = 'linux/netfilter_ipv6/ip6_tables.h'

/** @param prefix IPT_INV_ or IP6T_INV_, whose numbers are the same */
const inverted = (header: string, prefix: string) =>
  bits(u8, header, {
    inInterface: [0x01, `${prefix}VIA_IN`],
    outInterface: [0x02, `${prefix}VIA_OUT`],
    trafficClass: [0x04, `${prefix}TOS`],
    source: [0x08, `${prefix}SRCIP`],
    destination: [0x10, `${prefix}DSTIP`],
    fragment: [0x20, `${prefix}FRAG`],
    protocol: [0x40, `${prefix}PROTO`],
  })

const interfaces = <const A extends number>(at: A, field = interfacePattern(32)) => ({
  inInterface: [at, field, 'iniface'] as const,
  outInterface: [at + 16, field, 'outiface'] as const,
})

export const ipv4Rest = struct(
  { name: 'ipt_ip', header: ipv4Header, size: 84 },
  {
    ...interfaces(16),
    protocol: [80, u16, 'proto'],
    flags: [82, bits(u8, ipv4Header, { fragment: [0x01, 'IPT_F_FRAG'], goto: [0x02, 'IPT_F_GOTO'] }), 'flags'],
    invert: [83, inverted(ipv4Header, 'IPT_INV_'), 'invflags'],
  },
)

export const ipv6Rest = struct(
  { name: 'ip6t_ip6', header: ipv6Header, size: 133 },
  {
    ...interfaces(64),
    protocol: [128, u16, 'proto'],
    trafficClass: [130, u8, 'tos'],
    flags: [
      131,
      bits(u8, ipv6Header, {
        protocol: [0x01, 'IP6T_F_PROTO'],
        trafficClass: [0x02, 'IP6T_F_TOS'],
        goto: [0x04, 'IP6T_F_GOTO'],
      }),
      'flags',
    ],
    invert: [132, inverted(ipv6Header, 'IP6T_INV_'), 'invflags'],
  },
)

/** Everything but the addresses: few of a ruleset differ. */
type Rest = Omit<IpEntry, 'source' | 'sourceMask' | 'destination' | 'destinationMask'>

const ipv4RestAt = (view: DataView, at: number): Rest => {
  const { flags, ...rest } = ipv4Rest.decode(view, at, ipv4Rest.size)
  return { ...rest, fragment: flags.fragment }
}

const ipv6RestAt = (view: DataView, at: number): Rest => {
  const { flags, trafficClass, ...rest } = ipv6Rest.decode(view, at, ipv6Rest.size)
  return { ...rest, fragment: false, ...(flags.trafficClass ? { trafficClass } : {}) }
}

const ipv4Address = spanMemo((view, at, length) => ipv4.decode(view, at, length))
const ipv6Address = spanMemo((view, at, length) => ipv6.decode(view, at, length))

/** Reads what entries compare, from where they begin. */
export interface IpEntries {
  readonly entry: (view: DataView, at: number) => IpEntry
  readonly isGoto: (view: DataView, at: number) => boolean
}

const entriesOf = (
  address: (view: DataView, at: number, length: number, variant: number) => string,
  restOf: (view: DataView, at: number) => Rest,
  places: { readonly addressSize: number; readonly size: number; readonly gotoAt: number; readonly gotoBit: number },
): IpEntries => {
  const { addressSize, size, gotoAt, gotoBit } = places
  const addresses = 4 * addressSize
  const rest = spanMemo((view, at) => restOf(view, at - addresses))
  return {
    entry: (view, at) => {
      const others = rest(view, at + addresses, size - addresses, 0)
      return {
        source: address(view, at, addressSize, 0),
        sourceMask: address(view, at + 2 * addressSize, addressSize, 0),
        destination: address(view, at + addressSize, addressSize, 0),
        destinationMask: address(view, at + 3 * addressSize, addressSize, 0),
        ...others,
      }
    },
    isGoto: (view, at) => (view.getUint8(at + gotoAt) & gotoBit) !== 0,
  }
}

/** IPT_F_GOTO and IP6T_F_GOTO: the jump does not come back. */
export const ipEntries: { readonly [family in 'ipv4' | 'ipv6']: IpEntries } = {
  ipv4: entriesOf(ipv4Address, ipv4RestAt, { addressSize: 4, size: 84, gotoAt: 82, gotoBit: 0x02 }),
  ipv6: entriesOf(ipv6Address, ipv6RestAt, { addressSize: 16, size: 136, gotoAt: 131, gotoBit: 0x04 }),
}
