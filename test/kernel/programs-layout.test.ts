import { expect, test } from 'vitest'
import { cgroupHooks, netkitHooks, netnsHooks, type QueriedHook, tcxHooks } from '../../collectors/programs/hooks.ts'
import { bpfLinkInfo, bpfProgInfo, netfilterLinkInfo } from '../../collectors/programs/program-info.ts'
import { tcActions } from '../../collectors/programs/tc-actions.ts'
import { filter, qdisc } from '../../collectors/programs/tc-messages.ts'
import { type Fact, refuted, tableFacts } from '../sockets/table-facts.ts'

const header = 'linux/bpf.h'

/** What the headers of Linux 6.1 do not have yet. */
const newer = /TCA_EXT_WARN_MSG|netfilter\./

const tables = tableFacts([
  ...[bpfProgInfo, bpfLinkInfo, netfilterLinkInfo],
  ...[tcActions, qdisc, ...(filter.parts ?? [])],
])

/** `cgroup-post-bind4` is BPF_CGROUP_INET4_POST_BIND, `cgroup-sendmsg4` BPF_CGROUP_UDP4_SENDMSG. */
const constantOf = (hook: string): string => {
  const [, inet, family] = /^cgroup-(.*?)([46])?$/.exec(hook) ?? []
  const word = inet?.toUpperCase().replaceAll('-', '_')
  if (word === undefined) return `BPF_${hook.toUpperCase().replaceAll('-', '_')}`
  if (word.endsWith('MSG')) return `BPF_CGROUP_UDP${family}_${word}`
  return `BPF_CGROUP_INET${family ?? ''}_${word}`
}

const hookFact = ({ hook, attachType }: QueriedHook): Fact => ({
  expression: constantOf(hook),
  value: attachType,
  header,
})

const constants: readonly Fact[] = [
  ...[...cgroupHooks, ...netnsHooks].map(hookFact),
  ...[
    ['BPF_PROG_GET_NEXT_ID', 11],
    ['BPF_PROG_GET_FD_BY_ID', 13],
    ['BPF_OBJ_GET_INFO_BY_FD', 15],
    ['BPF_PROG_QUERY', 16],
    ['BPF_LINK_GET_FD_BY_ID', 30],
    ['BPF_LINK_GET_NEXT_ID', 31],
    ...['target_fd', 'attach_type', 'query_flags', 'attach_flags', 'prog_ids', 'prog_cnt'].map(
      (field, at) => [`__builtin_offsetof(union bpf_attr, query.${field})`, [0, 4, 8, 12, 16, 24][at] ?? 0] as const,
    ),
    ['__builtin_offsetof(union bpf_attr, info.info_len)', 4] as const,
    ['__builtin_offsetof(union bpf_attr, info.info)', 8] as const,
    ['__builtin_offsetof(union bpf_attr, next_id)', 4] as const,
  ].map(([expression, value]): Fact => ({ expression: String(expression), value: Number(value), header })),
  ...[
    ['RTM_NEWQDISC', 36],
    ['RTM_GETQDISC', 38],
    ['RTM_NEWTFILTER', 44],
    ['RTM_GETTFILTER', 46],
  ].map(
    ([expression, value]): Fact => ({
      expression: String(expression),
      value: Number(value),
      header: 'linux/rtnetlink.h',
    }),
  ),
  ...[
    ['TCA_U32_ACT', 7],
    ['TCA_U32_POLICE', 6],
    ['TCA_U32_PCNT', 9],
    ['TCA_U32_DIVISOR', 4],
    ['TCA_FLOWER_ACT', 3],
    ['TCA_MATCHALL_ACT', 2],
    ['TCA_MATCHALL_PCNT', 4],
    ['TCA_BASIC_ACT', 3],
    ['TCA_BASIC_PCNT', 5],
    ['TCA_FW_ACT', 4],
    ['TCA_ROUTE4_ACT', 6],
    ['TCA_FLOW_ACT', 9],
    ['TCA_CGROUP_ACT', 1],
    ['TCA_POLICE_TM', 6],
    ['TC_ACT_SHOT', 2],
  ].map(
    ([expression, value]): Fact => ({
      expression: String(expression),
      value: Number(value),
      header: 'linux/pkt_cls.h',
    }),
  ),
]

test('tables and constants are those of the installed headers', () => {
  const facts = [...tables, ...constants].filter(({ expression }) => !newer.test(expression))
  expect(refuted(facts)).toBe('')
  expect(facts.length).toBeGreaterThan(100)
})

test('what is newer than the headers follows what they end with', () => {
  // BPF_LSM_CGROUP is 43; then STRUCT_OPS, NETFILTER, TCX_INGRESS.
  expect(tcxHooks.map(({ attachType }) => attachType)).toEqual([46, 47])
  // After TRACE_UPROBE_MULTI and five of CGROUP_UNIX.
  expect(netkitHooks.map(({ attachType }) => attachType)).toEqual([54, 55])
})
