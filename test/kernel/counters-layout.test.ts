import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { conntrackProcessor } from '../../collectors/counters/conntrack-messages.ts'
import { linkCounters } from '../../collectors/counters/link-counters.ts'
import { tcpStateNames } from '../../collectors/counters/record.ts'
import { socket } from '../../collectors/counters/socket-message.ts'
import { NETLINK_NETFILTER, NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { conntrackTotals } from '../../collectors/netfilter/conntrack/totals.ts'
import { codecsWithin, isAttributes, isStruct, isWords } from '../captures/tables.ts'

interface Fact {
  readonly expression: string
  readonly value: number
  readonly header: string
}

/** Every number that the tables of a message claim. */
const factsOf = (root: Parameters<typeof codecsWithin>[0]): readonly Fact[] =>
  [...codecsWithin(root)].flatMap((codec): readonly Fact[] => {
    if (isStruct(codec)) {
      const { name, header, rows } = codec.struct
      const offset = (field: string): string => `__builtin_offsetof(struct ${name}, ${field})`
      return Object.values(rows).map(([value, , field]) => ({ expression: offset(field), value, header }))
    }
    if (isAttributes(codec)) {
      const { prefix, header, rows } = codec.attributes
      return Object.values(rows).map(([value, , constant]) => ({ expression: prefix + constant, value, header }))
    }
    if (!isWords(codec)) return []
    const { prefix, header, rows } = codec.words
    return Object.values(rows).map(([value, constant]) => ({ expression: prefix + constant, value, header }))
  })

const conntrackHeader = 'linux/netfilter/nfnetlink_conntrack.h'
const subsystem = '(NFNL_SUBSYS_CTNETLINK << 8)'
const tcpHeader = 'netinet/tcp.h'
const diagHeader = 'linux/inet_diag.h'

/** As the header has them from TCP_ESTABLISHED on. */
const tcpConstants = [
  ...['ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT'],
  ...['LAST_ACK', 'LISTEN', 'CLOSING'],
]

const facts: readonly Fact[] = [
  ...[conntrackProcessor, conntrackTotals, linkCounters, socket].flatMap((message) =>
    [message.header, message.attributes].flatMap(factsOf),
  ),
  {
    expression: `${subsystem} | IPCTNL_MSG_CT_GET_STATS`,
    value: conntrackTotals.types.request,
    header: conntrackHeader,
  },
  {
    expression: `${subsystem} | IPCTNL_MSG_CT_GET_STATS_CPU`,
    value: conntrackProcessor.types.request,
    header: conntrackHeader,
  },
  { expression: 'SOCK_DIAG_BY_FAMILY', value: socket.types.request, header: 'linux/sock_diag.h' },
  { expression: 'sizeof(struct inet_diag_req_v2)', value: 56, header: diagHeader },
  { expression: '__builtin_offsetof(struct inet_diag_req_v2, idiag_states)', value: 4, header: diagHeader },
  { expression: 'NETLINK_NETFILTER', value: NETLINK_NETFILTER, header: 'linux/netlink.h' },
  { expression: 'NETLINK_SOCK_DIAG', value: NETLINK_SOCK_DIAG, header: 'linux/netlink.h' },
  ...tcpConstants.map((name, at) => ({ expression: `TCP_${name}`, value: at + 1, header: tcpHeader })),
]

test('every struct and constant has the layout and the number of the installed headers', () => {
  const headers = [...new Set([...facts.map(({ header }) => header), 'linux/netfilter/nfnetlink.h', 'sys/socket.h'])]
  const source = [
    ...headers.map((header) => `#include <${header}>`),
    ...facts.map(({ expression, value }) => `_Static_assert((${expression}) == ${value}, "");`),
  ]
  const { stderr, status } = spawnSync('gcc', ['-x', 'c', '-fsyntax-only', '-fmax-errors=0', '-'], {
    input: source.join('\n'),
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(facts.length).toBeGreaterThan(80)
  expect(tcpStateNames).toHaveLength(tcpConstants.length)
})
