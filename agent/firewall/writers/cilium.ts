import type { Writer } from './writer.ts'

/** Cilium's agent. */
export const cilium: Writer = {
  name: 'Cilium',
  chains: [{ name: /^(OLD_)?CILIUM_/, about: 'a chain of Cilium' }],
  tables: [/^cilium/],
  comment: /^cilium/,
}
