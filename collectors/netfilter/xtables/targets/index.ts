import type { Extensions, UseOf } from '../extensions.ts'
import { vocabularyOf } from '../extensions.ts'
import { arpMangle } from './arp-mangle.ts'
import { audit } from './audit.ts'
import { bridgeArpreply } from './bridge-arpreply.ts'
import { bridgeDnat } from './bridge-dnat.ts'
import { bridgeLog } from './bridge-log.ts'
import { bridgeMark } from './bridge-mark.ts'
import { bridgeNflog } from './bridge-nflog.ts'
import { bridgeRedirect } from './bridge-redirect.ts'
import { bridgeSnat } from './bridge-snat.ts'
import { checksum } from './checksum.ts'
import { classify } from './classify.ts'
import { clusterip } from './clusterip.ts'
import { connmark } from './connmark.ts'
import { connsecmark } from './connsecmark.ts'
import { ct } from './ct.ts'
import { dnat } from './dnat.ts'
import { dnpt } from './dnpt.ts'
import { dscp } from './dscp.ts'
import { ecn } from './ecn.ts'
import { hl } from './hl.ts'
import { hmark } from './hmark.ts'
import { idletimer } from './idletimer.ts'
import { led } from './led.ts'
import { log } from './log.ts'
import { mark } from './mark.ts'
import { masquerade } from './masquerade.ts'
import { netmap } from './netmap.ts'
import { nflog } from './nflog.ts'
import { nfqueue } from './nfqueue.ts'
import { notrack } from './notrack.ts'
import { rateest } from './rateest.ts'
import { redirect } from './redirect.ts'
import { reject } from './reject.ts'
import { secmark } from './secmark.ts'
import { set } from './set.ts'
import { snat } from './snat.ts'
import { snpt } from './snpt.ts'
import { synproxy } from './synproxy.ts'
import { tcpmss } from './tcpmss.ts'
import { tcpoptstrip } from './tcpoptstrip.ts'
import { tee } from './tee.ts'
import { tos } from './tos.ts'
import { tproxy } from './tproxy.ts'
import { trace } from './trace.ts'
import { ttl } from './ttl.ts'

/** Every target that is known, beside the verdicts; watchers of ebtables are targets, too. One file and one word each. */
export const targets = {
  arpMangle,
  audit,
  bridgeArpreply,
  bridgeDnat,
  bridgeLog,
  bridgeMark,
  bridgeNflog,
  bridgeRedirect,
  bridgeSnat,
  checksum,
  classify,
  clusterip,
  connmark,
  connsecmark,
  ct,
  dnat,
  dnpt,
  dscp,
  ecn,
  hl,
  hmark,
  idletimer,
  led,
  log,
  mark,
  masquerade,
  netmap,
  nflog,
  nfqueue,
  notrack,
  rateest,
  redirect,
  reject,
  secmark,
  set,
  snat,
  snpt,
  synproxy,
  tcpmss,
  tcpoptstrip,
  tee,
  tos,
  tproxy,
  trace,
  ttl,
} as const satisfies Extensions

export type TargetUse = UseOf<typeof targets>
export const targetVocabulary = vocabularyOf(targets)
