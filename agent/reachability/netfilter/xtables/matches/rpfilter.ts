import { numberOf } from '../../../../firewall/prefix.ts'
import { addressAt, read32 } from '../../../packet/address-bytes.ts'
import { tosOf } from '../../../packet/fields.ts'
import { ETH_P_IPV6 } from '../../../packet/packet.ts'
import { LOOPBACK_IFINDEX } from '../../../routing/constants.ts'
import { fibLookup } from '../../../routing/ipv4/fib.ts'
import { isLimitedBroadcast, isLocalMulticast, isMulticast, isZeronet } from '../../../routing/ipv4/number.ts'
import { fib6Lookup } from '../../../routing/ipv6/fib.ts'
import { kindOf } from '../../../routing/ipv6/kind.ts'
import { vrfIndexOf } from '../../../routing/vrf.ts'
import type { Device } from '../../../scene/device.ts'
import type { Context } from '../../context.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'

type Flags = MatchInfos['rpfilter']['flags']

/** What an answer would be looked up by, whatever its addresses are; the kernel asks as if it sent the answer itself. */
const flowBack = ({ packet }: Context, input: Device, flags: Flags) => ({
  mark: flags.validMark ? packet.mark : 0,
  sourcePort: 0,
  destinationPort: 0,
  uid: 0,
  input: LOOPBACK_IFINDEX,
  vrf: vrfIndexOf(input),
})

/** rpfilter_mt and rpfilter_lookup_reverse, net/ipv4/netfilter/ipt_rpfilter.c */
const passesIpv4 = (context: Context, input: Device, flags: Flags): boolean => {
  const { bytes } = context.packet
  const [source, destination] = [read32(bytes, 12), read32(bytes, 16)]
  if (isZeronet(source) && (isLimitedBroadcast(destination) || isLocalMulticast(destination))) return true
  const isNoSource = isMulticast(destination) || isLimitedBroadcast(destination) || isZeronet(destination)
  const outcome = fibLookup(
    context.space,
    {
      ...flowBack(context, input, flags),
      destination: source,
      source: isNoSource ? 0 : destination,
      protocol: 0,
      tos: tosOf(context.packet) & 0x1c,
      output: 0,
    },
    { ignoreLinkstate: true },
  )
  if (outcome === null || 'refuses' in outcome) return false
  const { type, hops } = outcome.alias
  if (type !== 'unicast' && !(type === 'local' && flags.acceptLocal)) return false
  return flags.loose || hops.some(({ device }) => device === input || (device && vrfIndexOf(device)) === input.ifindex)
}

/** rpfilter_mt and rpfilter_lookup_reverse6, net/ipv6/netfilter/ip6t_rpfilter.c */
const passesIpv6 = (context: Context, input: Device, flags: Flags): boolean => {
  const { packet, space, trial } = context
  const { bytes } = packet
  const source = addressAt(bytes, 8, 'ipv6')
  if (source === '::') return true
  const { isLinkLocal: isStrict, number } = kindOf(source)
  const output = !flags.loose || isStrict ? input.ifindex : 0
  const back = { ...flowBack(context, input, flags), protocol: bytes[6] ?? 0, tos: tosOf(packet), output }
  const destination = bytes[24] === 0xff ? null : addressAt(bytes, 24, 'ipv6')
  const outcome = fib6Lookup({
    space,
    trial,
    flow: { ...back, family: 'ipv6', destination: source, source: destination, input: null },
    key: { ...back, destination: number, source: destination === null ? null : numberOf(destination) },
    isStrict,
    preferred: output,
  })
  if (outcome === null || outcome.refuses !== null || outcome.entry?.type === 'anycast') return false
  if (outcome.entry?.type === 'local') return flags.acceptLocal
  return flags.loose || outcome.device === input || (outcome.device && vrfIndexOf(outcome.device)) === input.ifindex
}

/** A route back to the sender leads over the device that the packet came in by. */
export const rpfilter: CompileMatch<'rpfilter'> =
  ({ flags }) =>
  (context) => {
    const { packet, in: input } = context
    if (input === null || packet.packetType === 'loopback' || input.kind === 'loopback') return !flags.invert
    const passes = packet.etherType === ETH_P_IPV6 ? passesIpv6 : passesIpv4
    return passes(context, input, flags) !== flags.invert
  }
