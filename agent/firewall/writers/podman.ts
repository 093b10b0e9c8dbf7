import type { Writer } from './writer.ts'

/** Podman's netavark, and the CNI plugins that Podman, nerdctl and Kubernetes use. */
export const podman: Writer = {
  name: 'netavark or CNI',
  chains: [
    { name: /^NETAVARK_FORWARD$/, about: 'forwarded packets of Podman networks' },
    { name: /^NETAVARK-HOSTPORT-DNAT$/, about: 'published ports' },
    { name: /^NETAVARK-(HOSTPORT|DN)-/, about: 'published ports of one network' },
    { name: /^NETAVARK/, about: 'a chain of netavark' },
    { name: /^CNI-HOSTPORT-DNAT$/, about: 'published ports' },
    { name: /^CNI-DN-/, about: 'published ports of one container' },
    { name: /^CNI-(FORWARD|ADMIN)$/, about: 'forwarded packets' },
    { name: /^CNI-ISOLATION-STAGE-[12]$/, about: 'keeps networks apart' },
    { name: /^CNI-/, about: 'a chain of a CNI plugin' },
  ],
  tables: [/^netavark$/, /^cni_hostport$/],
}
