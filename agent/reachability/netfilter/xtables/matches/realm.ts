import type { CompileMatch } from './match-test.ts'

/** realm_mt, net/netfilter/xt_realm.c */
export const realm: CompileMatch<'realm'> = ({ id, mask, invert }) => {
  const unknown = { unknown: 'which realm the route of the packet has' }
  const wanted = id | 0
  return ({ packet: { route } }) => (route === null ? unknown : ((route.realm & mask) === wanted) !== invert)
}
