import type { CompileMatch } from './match-test.ts'

/** quota_mt, net/netfilter/xt_quota.c: what is left of it never grows, so a packet larger than the whole is never within it. */
export const quota: CompileMatch<'quota'> = ({ quota, flags: { invert } }) => {
  const bytes = Number(quota)
  const unknown = { unknown: `whether the quota of ${quota} bytes is not used up` }
  return ({ packet }) => (packet.bytes.length > bytes ? invert : unknown)
}
