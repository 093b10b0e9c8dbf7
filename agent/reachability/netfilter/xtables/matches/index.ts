import type { Match } from '../../../../../collectors/netfilter/xtables/matches/index.ts'
import { remembered } from '../../../../indexes/remembered.ts'
import { addrtype } from './addrtype.ts'
import { ah } from './ah.ts'
import { ah6 } from './ah6.ts'
import { bpf } from './bpf.ts'
import { bridgeAmong } from './bridge-among.ts'
import { bridgeArp } from './bridge-arp.ts'
import { bridgeIp } from './bridge-ip.ts'
import { bridgeIp6 } from './bridge-ip6.ts'
import { bridgeLimit } from './bridge-limit.ts'
import { bridgeMark } from './bridge-mark.ts'
import { bridgePkttype } from './bridge-pkttype.ts'
import { bridgeStp } from './bridge-stp.ts'
import { bridgeVlan } from './bridge-vlan.ts'
import { bridge8023 } from './bridge8023.ts'
import { cgroup } from './cgroup.ts'
import { cluster } from './cluster.ts'
import { comment } from './comment.ts'
import { connbytes } from './connbytes.ts'
import { connectionHelper } from './connection-helper.ts'
import { connlabel } from './connlabel.ts'
import { connlimit } from './connlimit.ts'
import { connmark } from './connmark.ts'
import { conntrack } from './conntrack.ts'
import { cpu } from './cpu.ts'
import { dccp } from './dccp.ts'
import { devgroup } from './devgroup.ts'
import { dscp } from './dscp.ts'
import { dst } from './dst.ts'
import { ecn } from './ecn.ts'
import { esp } from './esp.ts'
import { eui64 } from './eui64.ts'
import { frag } from './frag.ts'
import { hashlimit } from './hashlimit.ts'
import { hbh } from './hbh.ts'
import { hl } from './hl.ts'
import { icmp } from './icmp.ts'
import { icmp6 } from './icmp6.ts'
import { ipcomp } from './ipcomp.ts'
import { iprange } from './iprange.ts'
import { ipv6header } from './ipv6header.ts'
import { ipvs } from './ipvs.ts'
import { l2tp } from './l2tp.ts'
import { length } from './length.ts'
import { limit } from './limit.ts'
import { mac } from './mac.ts'
import { mark } from './mark.ts'
import { type CompileMatch, type KnownKind, type MatchInfos, type MatchTest, unknownMatch } from './match-test.ts'
import { mh } from './mh.ts'
import { multiport } from './multiport.ts'
import { nfacct } from './nfacct.ts'
import { osf } from './osf.ts'
import { owner } from './owner.ts'
import { physdev } from './physdev.ts'
import { pkttype } from './pkttype.ts'
import { policy } from './policy.ts'
import { quota } from './quota.ts'
import { rateest } from './rateest.ts'
import { realm } from './realm.ts'
import { recent } from './recent.ts'
import { rpfilter } from './rpfilter.ts'
import { rt } from './rt.ts'
import { sctp } from './sctp.ts'
import { set } from './set.ts'
import { socket } from './socket.ts'
import { srh } from './srh.ts'
import { state } from './state.ts'
import { statistic } from './statistic.ts'
import { string } from './string.ts'
import { tcp } from './tcp.ts'
import { tcpmss } from './tcpmss.ts'
import { time } from './time.ts'
import { tos } from './tos.ts'
import { ttl } from './ttl.ts'
import { u32 } from './u32.ts'
import { udp } from './udp.ts'
import { udplite } from './udplite.ts'

/** Every match that the collector reads, in the same order. */
const compilers: { readonly [K in KnownKind]: CompileMatch<K> } = {
  addrtype,
  ah,
  ah6,
  bpf,
  bridge8023,
  bridgeAmong,
  bridgeArp,
  bridgeIp,
  bridgeIp6,
  bridgeLimit,
  bridgeMark,
  bridgePkttype,
  bridgeStp,
  bridgeVlan,
  cgroup,
  cluster,
  comment,
  connbytes,
  connectionHelper,
  connlabel,
  connlimit,
  connmark,
  conntrack,
  cpu,
  dccp,
  devgroup,
  dscp,
  dst,
  ecn,
  esp,
  eui64,
  frag,
  hashlimit,
  hbh,
  hl,
  icmp,
  icmp6,
  ipcomp,
  iprange,
  ipv6header,
  ipvs,
  l2tp,
  length,
  limit,
  mac,
  mark,
  mh,
  multiport,
  nfacct,
  osf,
  owner,
  physdev,
  pkttype,
  policy,
  quota,
  rateest,
  realm,
  recent,
  rpfilter,
  rt,
  sctp,
  set,
  socket,
  srh,
  state,
  statistic,
  string,
  tcp,
  tcpmss,
  time,
  tos,
  ttl,
  u32,
  udp,
  udplite,
}

type KnownMatch<K extends KnownKind> = { readonly [P in K]: { readonly kind: P; readonly info: MatchInfos[P] } }[K]

const compileKnown = <K extends KnownKind>({ kind, info }: KnownMatch<K>): MatchTest => compilers[kind](info)

/** The test of a match of a rule; the same for the same record. */
export const compileMatch = remembered((match: Match): MatchTest => {
  if (match.kind !== 'other') return compileKnown(match)
  return unknownMatch(`whether the match ${match.name} (revision ${match.revision}) matches, which is not known here`)
})
