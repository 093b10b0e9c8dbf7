/**
 * The settings of a network namespace that decide whether and how it forwards. The per-interface values come with the
 * links; `conf.all` counts together with them (Documentation/networking/ip-sysctl.rst: the larger value for rp_filter,
 * arp_ignore and arp_announce; either one for accept_local, route_localnet, proxy_arp and arp_filter).
 */
export const sysctlNames = [
  'net.ipv4.ip_forward',
  'net.ipv4.conf.all.rp_filter',
  'net.ipv4.conf.all.accept_local',
  'net.ipv4.conf.all.route_localnet',
  'net.ipv4.conf.all.arp_ignore',
  'net.ipv4.conf.all.arp_announce',
  'net.ipv4.conf.all.arp_filter',
  'net.ipv4.conf.all.proxy_arp',
  'net.ipv4.conf.all.src_valid_mark',
  'net.ipv4.icmp_echo_ignore_all',
  'net.ipv4.ip_nonlocal_bind',
  'net.ipv4.fib_multipath_hash_policy',
  'net.ipv6.conf.all.forwarding',
  'net.ipv6.conf.all.disable_ipv6',
  'net.ipv6.conf.all.proxy_ndp',
  'net.ipv6.bindv6only',
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.bridge.bridge-nf-call-arptables',
  'net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_buckets',
] as const

/** Path below /proc/sys: dots part the name; no interface name is in it, so no dot needs care. */
export const sysctlPath = (name: string): string => name.replaceAll('.', '/')
