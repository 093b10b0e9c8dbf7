import type { DataType } from '../data-types.ts'
import * as types from '../data-types.ts'

/** `[name, type, offset in bits, bits]`, and of the header where one type of it has fields of its own. */
export type OptionField = readonly [name: string, type: DataType, offset: number, bits: number, header?: string]
export interface OptionHeader {
  readonly name: string
  readonly fields: readonly OptionField[]
}

const { integer, inetProtocol } = types
const begin: readonly OptionField[] = [
  ['nexthdr', inetProtocol, 0, 8],
  ['hdrlength', integer, 8, 8],
]

/** Extension headers of IPv6 by their number (RFC 8200, RFC 8754, RFC 6275). */
export const extensionHeaders: { readonly [number: number]: OptionHeader } = {
  0: { name: 'hbh', fields: begin },
  43: {
    name: 'rt',
    fields: [
      ...begin,
      ['type', integer, 16, 8],
      ['seg-left', integer, 24, 8],
      ['last-entry', integer, 32, 8, 'srh'],
      ['flags', integer, 40, 8, 'srh'],
      ['tag', integer, 48, 16, 'srh'],
      ['reserved', integer, 32, 32, 'rt0'],
      ['sid[1]', types.ipv6Address, 64, 128, 'srh'],
      ['sid[2]', types.ipv6Address, 192, 128, 'srh'],
    ],
  },
  44: {
    name: 'frag',
    fields: [
      ['nexthdr', inetProtocol, 0, 8],
      ['reserved', integer, 8, 8],
      ['frag-off', integer, 16, 13],
      ['reserved2', integer, 29, 2],
      ['more-fragments', integer, 31, 1],
      ['id', integer, 32, 32],
    ],
  },
  60: { name: 'dst', fields: begin },
  135: {
    name: 'mh',
    fields: [
      ...begin,
      ['type', types.mobilityType, 16, 8],
      ['reserved', integer, 24, 8],
      ['checksum', integer, 32, 16],
    ],
  },
}

const optionBegin: readonly OptionField[] = [
  ['type', integer, 0, 8],
  ['length', integer, 8, 8],
]
const pointer: readonly OptionField[] = [...optionBegin, ['ptr', integer, 16, 8], ['addr', integer, 24, 32]]

/** Options of IPv4 by their number (RFC 791, RFC 2113). */
export const ipOptions: { readonly [number: number]: OptionHeader } = {
  7: { name: 'rr', fields: pointer },
  131: { name: 'lsrr', fields: pointer },
  137: { name: 'ssrr', fields: pointer },
  148: { name: 'ra', fields: [...optionBegin, ['value', integer, 16, 16]] },
}

const tcpOption = (name: string, more: readonly OptionField[] = []): OptionHeader => ({
  name,
  fields: [['kind', integer, 0, 8], ['length', integer, 8, 8], ...more],
})

/** Options of TCP by their number (RFC 9293, RFC 7323, RFC 2018, RFC 8684). */
export const tcpOptions: { readonly [number: number]: OptionHeader } = {
  0: { name: 'eol', fields: [['kind', integer, 0, 8]] },
  1: { name: 'nop', fields: [['kind', integer, 0, 8]] },
  2: tcpOption('maxseg', [['size', integer, 16, 16]]),
  3: tcpOption('window', [['count', integer, 16, 8]]),
  4: tcpOption('sack-perm'),
  5: tcpOption('sack', [
    ['left', integer, 16, 32],
    ['right', integer, 48, 32],
    ['left', integer, 80, 32, 'sack1'],
    ['right', integer, 112, 32, 'sack1'],
    ['left', integer, 144, 32, 'sack2'],
    ['right', integer, 176, 32, 'sack2'],
    ['left', integer, 208, 32, 'sack3'],
    ['right', integer, 240, 32, 'sack3'],
  ]),
  8: tcpOption('timestamp', [
    ['tsval', integer, 16, 32],
    ['tsecr', integer, 48, 32],
  ]),
  19: tcpOption('md5sig'),
  30: tcpOption('mptcp', [['subtype', integer, 16, 4]]),
  34: tcpOption('fastopen'),
}

const chunk = (name: string, more: readonly OptionField[] = []): OptionHeader => ({
  name,
  fields: [['type', integer, 0, 8], ['flags', integer, 8, 8], ['length', integer, 16, 16], ...more],
})
const initiation: readonly OptionField[] = [
  ['init-tag', integer, 32, 32],
  ['a-rwnd', integer, 64, 32],
  ['num-outbound-streams', integer, 96, 16],
  ['num-inbound-streams', integer, 112, 16],
  ['initial-tsn', integer, 128, 32],
]
const cumulativeTsn: OptionField = ['cum-tsn-ack', integer, 32, 32]
const lowestTsn: OptionField = ['lowest-tsn', integer, 32, 32]

/** Chunks of SCTP by their type (RFC 9260, RFC 5061, RFC 3758). */
export const sctpChunks: { readonly [number: number]: OptionHeader } = {
  0: chunk('data', [
    ['tsn', integer, 32, 32],
    ['stream', integer, 64, 16],
    ['ssn', integer, 80, 16],
    ['ppid', integer, 96, 32],
  ]),
  1: chunk('init', initiation),
  2: chunk('init-ack', initiation),
  3: chunk('sack', [
    cumulativeTsn,
    ['a-rwnd', integer, 64, 32],
    ['num-gap-ack-blocks', integer, 96, 16],
    ['num-dup-tsns', integer, 112, 16],
  ]),
  4: chunk('heartbeat'),
  5: chunk('heartbeat-ack'),
  6: chunk('abort'),
  7: chunk('shutdown', [cumulativeTsn]),
  8: chunk('shutdown-ack'),
  9: chunk('error'),
  10: chunk('cookie-echo'),
  11: chunk('cookie-ack'),
  12: chunk('ecne', [lowestTsn]),
  13: chunk('cwr', [lowestTsn]),
  14: chunk('shutdown-complete'),
  128: chunk('asconf-ack', [['seqno', integer, 32, 32]]),
  192: chunk('forward-tsn', [['new-cum-tsn', integer, 32, 32]]),
  193: chunk('asconf', [['seqno', integer, 32, 32]]),
}
