import type { TargetUse } from '../../../../../collectors/netfilter/xtables/targets/index.ts'
import { remembered } from '../../../../indexes/remembered.ts'
import { decideAmong } from '../../decide.ts'
import { drop } from '../../drop.ts'
import { arpMangle } from './arp-mangle.ts'
import { bridgeArpreply } from './bridge-arpreply.ts'
import { bridgeDnat } from './bridge-dnat.ts'
import { bridgeMark } from './bridge-mark.ts'
import { bridgeRedirect } from './bridge-redirect.ts'
import { bridgeSnat } from './bridge-snat.ts'
import { classify } from './classify.ts'
import { connmark } from './connmark.ts'
import { ct } from './ct.ts'
import { dnat } from './dnat.ts'
import { dscp } from './dscp.ts'
import { ecn } from './ecn.ts'
import { hl } from './hl.ts'
import { hmark } from './hmark.ts'
import type { InfoOf, KnownTarget } from './info-of.ts'
import { mark } from './mark.ts'
import { masquerade } from './masquerade.ts'
import { netmap } from './netmap.ts'
import { nfqueue } from './nfqueue.ts'
import { notrack } from './notrack.ts'
import { dnpt, snpt } from './prefix-translation.ts'
import { redirect } from './redirect.ts'
import { reject } from './reject.ts'
import { set } from './set.ts'
import { snat } from './snat.ts'
import { synproxy } from './synproxy.ts'
import type { Target, TargetOf } from './target.ts'
import { tcpmss } from './tcpmss.ts'
import { tcpoptstrip } from './tcpoptstrip.ts'
import { tos } from './tos.ts'
import { tproxy } from './tproxy.ts'
import { ttl } from './ttl.ts'

export type { Target, TargetVerdict } from './target.ts'

/** Targets that only tell, count or copy: the packet goes on as it was. */
const watches = (): Target => () => 'continue'

const answers = ['goes on with the next rule', 'accepts', 'drops']

/** A target that nobody here knows. */
const unknownTarget =
  (name: string): Target =>
  (context) => {
    const answer = decideAmong(context, () => `what the target ${name} does`, answers)
    if (answer === 0) return 'continue'
    return answer === 1 ? 'accept' : drop(context, 'filtered', () => `the target ${name} drops it`)
  }

/** Every target of the collectors. */
const targets: { readonly [K in KnownTarget['kind']]: TargetOf<InfoOf<K>> } = {
  arpMangle,
  audit: watches,
  bridgeArpreply,
  bridgeDnat,
  bridgeLog: watches,
  bridgeMark,
  bridgeNflog: watches,
  bridgeRedirect,
  bridgeSnat,
  // The simulated packets have their checksums.
  checksum: watches,
  classify,
  // Newer kernels have none; what an older one does depends on the other hosts of its cluster.
  clusterip: () => unknownTarget('CLUSTERIP'),
  connmark,
  connsecmark: watches,
  ct,
  dnat,
  dnpt,
  dscp,
  ecn,
  hl,
  hmark,
  idletimer: watches,
  led: watches,
  log: watches,
  mark,
  masquerade,
  netmap,
  nflog: watches,
  nfqueue,
  notrack,
  rateest: watches,
  redirect,
  reject,
  secmark: watches,
  set,
  snat,
  snpt,
  synproxy,
  tcpmss,
  tcpoptstrip,
  // The copy goes to another host of the network, and nobody waits for an answer to it.
  tee: watches,
  tos,
  tproxy,
  trace: watches,
  ttl,
}

/** Whether nothing happens to the packet, however it looks. */
export const isWatcher = (use: TargetUse): boolean => use.kind !== 'other' && targets[use.kind] === watches

/** The target of a rule, of a table of x_tables or of nf_tables (compat). The same for the same record. */
export const compileTarget = remembered(
  (use: TargetUse): Target =>
    use.kind === 'other' ? unknownTarget(use.name) : (targets[use.kind] as TargetOf<unknown>)(use.info),
)
