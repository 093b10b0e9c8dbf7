/** Settings that lie in one folder of /proc/sys; names as `sysctl` writes them, without the folder's. */
export interface SysctlFolder {
  /** Where to read: in every namespace, only where there is a bridge, or once, as all namespaces share the value. */
  readonly where: 'everywhere' | 'with-bridges' | 'host'
  readonly folder: string
  readonly names: readonly string[]
  /** Of two numbers, a first and a last one. */
  readonly ranges?: readonly string[]
}

/**
 * The settings that decide whether and how a namespace forwards. The per-interface values come with the links;
 * `conf.all` counts together with them (Documentation/networking/ip-sysctl.rst: the larger value for rp_filter, arp_ignore
 * and arp_announce; either one for accept_local, route_localnet, proxy_arp and arp_filter).
 */
export const sysctlFolders: readonly SysctlFolder[] = [
  {
    where: 'everywhere',
    folder: 'net.ipv4',
    names: [
      'ip_forward',
      'conf.all.rp_filter',
      'conf.all.accept_local',
      'conf.all.route_localnet',
      'conf.all.arp_ignore',
      'conf.all.arp_announce',
      'conf.all.arp_filter',
      'conf.all.proxy_arp',
      'conf.all.src_valid_mark',
      'icmp_echo_ignore_all',
      'ip_nonlocal_bind',
      'fib_multipath_hash_policy',
      'tcp_abort_on_overflow',
      'ip_unprivileged_port_start',
    ],
    // Ports for those who do not choose one.
    ranges: ['ip_local_port_range'],
  },
  {
    where: 'everywhere',
    folder: 'net.ipv6',
    names: ['conf.all.forwarding', 'conf.all.disable_ipv6', 'conf.all.proxy_ndp', 'bindv6only', 'icmp.echo_ignore_all'],
  },
  {
    where: 'with-bridges',
    folder: 'net.bridge',
    names: ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables', 'bridge-nf-call-arptables'],
  },
  { where: 'everywhere', folder: 'net.netfilter', names: ['nf_conntrack_tcp_loose'] },
  // One table of neighbours for all namespaces; only the first namespace has the files (neigh_sysctl_register, net/core/neighbour.c).
  ...['net.ipv4.neigh.default', 'net.ipv6.neigh.default'].map((folder) => ({
    where: 'host' as const,
    folder,
    names: ['gc_thresh1', 'gc_thresh2', 'gc_thresh3'],
  })),
  // One table for all namespaces: net/netfilter/nf_conntrack_standalone.c gives each the same two variables.
  { where: 'host', folder: 'net.netfilter', names: ['nf_conntrack_max', 'nf_conntrack_buckets'] },
]

/** Dots part the name; no interface name is in it, so no dot needs care. */
export const sysctlPath = (name: string): string => name.replaceAll('.', '/')
