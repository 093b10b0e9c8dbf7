import type { Writer } from './writer.ts'

/** libvirt's networks. */
export const libvirt: Writer = {
  name: 'libvirt',
  chains: [
    { name: /^LIBVIRT_(INP|OUT)$/, about: 'DHCP and DNS of the host for its virtual machines' },
    { name: /^LIBVIRT_(FWI|FWO|FWX)$/, about: 'packets to, from and between virtual machines' },
    { name: /^LIBVIRT_PRT$/, about: 'masquerades virtual machines' },
  ],
  tables: [/^libvirt_network$/],
}
