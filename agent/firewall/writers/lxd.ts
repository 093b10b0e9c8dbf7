import type { Writer } from './writer.ts'

/** LXD, Incus and lxc-net. */
export const lxd: Writer = {
  name: 'LXD or Incus',
  chains: [],
  tables: [/^(lxd|incus|lxc)$/],
  comment: /^generated for (LXD|Incus) /,
}
