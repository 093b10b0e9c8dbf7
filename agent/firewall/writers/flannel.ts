import type { Writer } from './writer.ts'

/** flannel. */
export const flannel: Writer = {
  name: 'flannel',
  chains: [{ name: /^FLANNEL-(FWD|POSTRTG)$/, about: 'packets of the pod network' }],
  tables: [/^flannel-ipv[46]$/],
  comment: /^flanneld /,
}
