import { expect, test } from 'vitest'
import { IPPROTO, TCP_CLOSE, TCP_LISTEN } from '../../collectors/sockets/each-socket.ts'
import { socketStates } from '../../collectors/sockets/record.ts'
import { ipv4Socket, ipv6Socket } from '../../collectors/sockets/socket-message.ts'
import { type Fact, refuted, tableFacts } from '../sockets/table-facts.ts'

/** As the header has them from TCP_ESTABLISHED on. */
const states = [
  ...['ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT'],
  ...['LAST_ACK', 'LISTEN', 'CLOSING'],
]

const facts: readonly Fact[] = [
  ...tableFacts([ipv4Socket, ipv6Socket]),
  ...states.map((name, at) => ({ expression: `TCP_${name}`, value: at + 1, header: 'netinet/tcp.h' })),
  { expression: 'TCP_CLOSE', value: TCP_CLOSE, header: 'netinet/tcp.h' },
  { expression: 'TCP_LISTEN', value: TCP_LISTEN, header: 'netinet/tcp.h' },
  ...Object.entries(IPPROTO).map(([name, value]) => ({
    expression: `IPPROTO_${name.toUpperCase()}`,
    value,
    header: 'netinet/in.h',
  })),
  ...(
    [
      ['sdiag_family', 0],
      ['sdiag_protocol', 1],
      ['idiag_ext', 2],
      ['idiag_states', 4],
      ['id.idiag_sport', 8],
      ['id.idiag_dport', 10],
    ] as const
  ).map(([field, value]) => ({
    expression: `__builtin_offsetof(struct inet_diag_req_v2, ${field})`,
    value,
    header: 'linux/inet_diag.h',
  })),
  { expression: 'sizeof(struct sockaddr_storage)', value: 128, header: 'sys/socket.h' },
  { expression: '__builtin_offsetof(struct sockaddr_in, sin_addr)', value: 4, header: 'netinet/in.h' },
  { expression: '__builtin_offsetof(struct sockaddr_in6, sin6_addr)', value: 8, header: 'netinet/in.h' },
]

test('tables and constants are those of the installed headers', () => {
  expect(refuted(facts)).toBe('')
  expect(facts.length).toBeGreaterThan(50)
  expect(socketStates).toHaveLength(states.length)
})
