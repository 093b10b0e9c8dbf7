import { eachFamily, extension } from '../extension.ts'
import { maskText } from '../mask-text.ts'
import { option } from '../option.ts'
import type { Ports } from '../port-range.ts'
import { rangeText } from '../range-text.ts'
import { statesText, statusesText } from './conntrack-bits.ts'
import { type Conntrack, conntrackRevision } from './conntrack-structs.ts'

const addressText = (address: string | null, mask: string | null): string => (address ?? '') + maskText(mask ?? '')

/** iptables takes a high port of 0 for none. */
const portsText = (ports: Ports | null): string => {
  const { from, to } = ports ?? { from: 0, to: 0 }
  return rangeText(from, to === 0 ? from : to)
}

type Part = Exclude<keyof Conntrack['match'], 'other' | 'direction' | 'stateAlias'>

/** The comparisons in the order in which iptables writes them. */
const options: { readonly [P in Part]: (value: Conntrack) => readonly [name: string, text: string] } = {
  states: ({ match, states }) => [match.stateAlias ? '--state' : '--ctstate', statesText(states)],
  protocol: ({ protocol }) => ['--ctproto', `${protocol}`],
  originalSource: (value) => ['--ctorigsrc', addressText(value.originalSource, value.originalSourceMask)],
  originalDestination: (value) => [
    '--ctorigdst',
    addressText(value.originalDestination, value.originalDestinationMask),
  ],
  replySource: (value) => ['--ctreplsrc', addressText(value.replySource, value.replySourceMask)],
  replyDestination: (value) => ['--ctrepldst', addressText(value.replyDestination, value.replyDestinationMask)],
  originalSourcePorts: (value) => ['--ctorigsrcport', portsText(value.originalSourcePorts)],
  originalDestinationPorts: (value) => ['--ctorigdstport', portsText(value.originalDestinationPorts)],
  replySourcePorts: (value) => ['--ctreplsrcport', portsText(value.replySourcePorts)],
  replyDestinationPorts: (value) => ['--ctrepldstport', portsText(value.replyDestinationPorts)],
  statuses: ({ statuses }) => ['--ctstatus', statusesText(statuses)],
  expires: ({ minExpires, maxExpires }) => ['--ctexpire', rangeText(minExpires, maxExpires)],
}
const parts = Object.keys(options) as readonly Part[]

/** `-m conntrack`, and `-m state`: the connection that a packet belongs to. */
export const conntrack = extension({
  name: 'conntrack',
  revisions: {
    1: eachFamily(conntrackRevision(1)),
    2: eachFamily(conntrackRevision(2)),
    3: eachFamily(conntrackRevision(3)),
  },
  save: (value) => {
    const { match, invert } = value
    return [
      ...parts.flatMap((part) => (match[part] ? option(invert[part], ...options[part](value)) : [])),
      ...(match.direction ? ['--ctdir', invert.direction ? 'REPLY' : 'ORIGINAL'] : []),
    ]
  },
  alias: ({ match }) => (match.stateAlias ? 'state' : null),
})
