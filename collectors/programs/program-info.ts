import type { FixedCodec } from '../wire/codec.ts'
import { named, s32, u32 } from '../wire/scalars.ts'
import { struct } from '../wire/struct.ts'
import { chars, hex } from '../wire/text.ts'

const header = 'linux/bpf.h'

/** enum bpf_prog_type in the words of bpftool. */
const types = [
  'unspec',
  'socket_filter',
  'kprobe',
  'sched_cls',
  'sched_act',
  'tracepoint',
  'xdp',
  'perf_event',
  'cgroup_skb',
  'cgroup_sock',
  'lwt_in',
  'lwt_out',
  'lwt_xmit',
  'sock_ops',
  'sk_skb',
  'cgroup_device',
  'sk_msg',
  'raw_tracepoint',
  'cgroup_sock_addr',
  'lwt_seg6local',
  'lirc_mode2',
  'sk_reuseport',
  'flow_dissector',
  'cgroup_sysctl',
  'raw_tracepoint_writable',
  'cgroup_sockopt',
  'tracing',
  'struct_ops',
  'ext',
  'lsm',
  'sk_lookup',
  'syscall',
  'netfilter',
] as const

const tag: FixedCodec<string> = { ...hex, size: 8 }

export const bpfProgInfo = struct(
  // All that 4.15 has, the first kernel with names.
  { name: 'bpf_prog_info', header, size: 80 },
  {
    type: [0, named(u32, types), 'type'],
    id: [4, u32, 'id'],
    tag: [8, tag, 'tag'],
    jitedLength: [16, u32, 'jited_prog_len'],
    uid: [48, u32, 'created_by_uid'],
    name: [64, chars(16), 'name'],
  },
)

/** struct bpf_link_info up to its union. */
export const bpfLinkInfo = struct(
  { name: 'bpf_link_info', header, size: 16 },
  { type: [0, u32, 'type'], id: [4, u32, 'id'], program: [8, u32, 'prog_id'] },
)

/** The part of the union that BPF_LINK_TYPE_NETFILTER fills (6.4). */
export const netfilterLinkInfo = struct(
  { name: 'bpf_link_info', header, size: 32 },
  {
    family: [16, u32, 'netfilter.pf'],
    hook: [20, u32, 'netfilter.hooknum'],
    priority: [24, s32, 'netfilter.priority'],
  },
)
