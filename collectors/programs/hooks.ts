/** A place that BPF_PROG_QUERY knows: enum bpf_attach_type of linux/bpf.h, and which type of program is attached there. */
export interface QueriedHook {
  readonly hook: string
  readonly attachType: number
  /** In the words of bpftool. Without one of the type on the machine, nobody need be asked. */
  readonly program: string
}

const hooksOf = (program: string, attachTypes: { readonly [hook: string]: number }): readonly QueriedHook[] =>
  Object.entries(attachTypes).map(([hook, attachType]) => ({ hook, attachType, program }))

/** Of a cgroup of version 2, as far as they drop packets, refuse sockets or change addresses. */
export const cgroupHooks = [
  ...hooksOf('cgroup_skb', { 'cgroup-ingress': 0, 'cgroup-egress': 1 }),
  ...hooksOf('cgroup_sock', { 'cgroup-sock-create': 2, 'cgroup-post-bind4': 12, 'cgroup-post-bind6': 13 }),
  ...hooksOf('cgroup_sock_addr', {
    'cgroup-bind4': 8,
    'cgroup-bind6': 9,
    'cgroup-connect4': 10,
    'cgroup-connect6': 11,
    'cgroup-sendmsg4': 14,
    'cgroup-sendmsg6': 15,
    // 5.2
    'cgroup-recvmsg4': 19,
    'cgroup-recvmsg6': 20,
    // 5.8
    'cgroup-getpeername4': 29,
    'cgroup-getpeername6': 30,
    'cgroup-getsockname4': 31,
    'cgroup-getsockname6': 32,
  }),
]

/** Of an interface, since 6.6. They run before the filters of tc. */
export const tcxHooks = hooksOf('sched_cls', { 'tcx-ingress': 46, 'tcx-egress': 47 })
/** Since 6.7; of a pair of devices, asked of its primary one. */
export const netkitHooks = hooksOf('sched_cls', { 'netkit-primary': 54, 'netkit-peer': 55 })
/** Of a namespace, since 4.20 and 5.9. */
export const netnsHooks = [
  ...hooksOf('flow_dissector', { 'flow-dissector': 17 }),
  ...hooksOf('sk_lookup', { 'sk-lookup': 36 }),
]
