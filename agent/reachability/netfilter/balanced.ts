import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { remembered } from '../../indexes/remembered.ts'
import { IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { lose, type Trial } from '../trial.ts'

const legacyAsks = remembered(({ chains }: AnyXtTable): boolean =>
  chains.some(({ rules }) =>
    rules.some((rule) => 'matches' in rule && rule.matches.some(({ kind }) => kind === 'ipvs')),
  ),
)

const nftAsks = remembered(({ chains }: NftTable): boolean =>
  chains.some(({ rules }) =>
    rules.some(({ expressions }) =>
      expressions.some((one) => one.kind === 'match' && 'match' in one && one.match.kind === 'ipvs'),
    ),
  ),
)

/** The tables of IPVS are not read. Rules that ask for it, and the device of kube-proxy, show that it is used. */
const usesIpvs = remembered(
  (space: Space): boolean =>
    space.deviceNamed('kube-ipvs0') !== undefined || space.xtables.some(legacyAsks) || space.nftables.some(nftAsks),
)

const answers = ['it does not', 'it does']

/**
 * IP Virtual Server takes what is for its services before any socket (ip_vs_in_hook, net/netfilter/ipvs/ip_vs_core.c).
 * @returns true where the packet has gone to a real server, which nobody can follow
 */
export const isBalanced = (trial: Trial, packet: Packet, device: Device): boolean => {
  const { space } = device
  if (packet.protocol !== IPPROTO_TCP && packet.protocol !== IPPROTO_UDP) return false
  if (packet.direction === 'reply' || !usesIpvs(space)) return false
  const answer = trial.decide({
    key: `ipvs ${space.netns} ${packet.label}`,
    on: () => `whether IP Virtual Server of ${space.title} sends it on to a real server: its tables are not read`,
    answers,
  })
  if (answer === 0) return false
  const fact = () => `IP Virtual Server of ${space.title} sends it on, and its tables are not read`
  lose(trial, { reason: 'tunnel-unknown', space, packet, device, fact })
  return true
}
