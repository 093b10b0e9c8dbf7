import type { Writer } from './writer.ts'

/** kube-proxy, in its iptables, ipvs and nftables modes, and the kubelet. */
export const kubeProxy: Writer = {
  name: 'kube-proxy',
  chains: [
    { name: /^KUBE-SERVICES$/, about: 'cluster addresses of services' },
    { name: /^KUBE-NODEPORTS$/, about: 'node ports' },
    { name: /^KUBE-EXTERNAL-SERVICES$/, about: 'load balancers and external addresses' },
    { name: /^KUBE-(SVC|SVL)-/, about: 'one service: chooses an endpoint' },
    { name: /^KUBE-SEP-/, about: 'one endpoint' },
    { name: /^KUBE-(EXT|XLB|FW)-/, about: 'one service, as it is reached from outside' },
    { name: /^KUBE-MARK-/, about: 'marks packets for later' },
    { name: /^KUBE-POSTROUTING$/, about: 'masquerades what was marked' },
    { name: /^KUBE-FIREWALL$/, about: 'drops what was marked, and martians to local addresses' },
    { name: /^KUBE-FORWARD$/, about: 'forwarded packets of services' },
    { name: /^KUBE-/, about: 'a chain of kube-proxy' },
  ],
  tables: [/^kube-proxy$/],
  tableChains: [
    { name: /^(cluster-ips|firewall|\w+-endpoints)-check$/, about: 'refuses what no endpoint takes' },
    { name: /^services$/, about: 'cluster addresses and node ports of services' },
    { name: /^(service|external)-/, about: 'one service: chooses an endpoint' },
    { name: /^endpoint-/, about: 'one endpoint' },
    { name: /^mark-for-masquerade$/, about: 'marks packets for later' },
    { name: /^masquerading$/, about: 'masquerades what was marked' },
  ],
}
