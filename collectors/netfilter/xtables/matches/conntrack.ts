import { eachFamily, extension } from '../extension.ts'
import { maskText } from '../mask-text.ts'
import { option } from '../option.ts'
import { type Ports, portRange } from '../port-range.ts'
import { statesText, statusesText } from './conntrack-bits.ts'
import { type Conntrack, revision1, revision2, revision3 } from './conntrack-structs.ts'

/** iptables takes a high port of 0 for none. */
const portsText = ({ from, to }: Ports): string => portRange(from, to === 0 ? from : to)

type Part = Exclude<keyof Conntrack['match'], 'other' | 'direction' | 'stateAlias'>

/** The comparisons in the order in which iptables writes them. */
const options: { readonly [P in Part]: (value: Conntrack) => readonly [name: string, text: string] } = {
  states: ({ match, states }) => [match.stateAlias ? '--state' : '--ctstate', statesText(states)],
  protocol: ({ protocol }) => ['--ctproto', `${protocol}`],
  originalSource: (value) => ['--ctorigsrc', value.originalSource + maskText(value.originalSourceMask)],
  originalDestination: (value) => ['--ctorigdst', value.originalDestination + maskText(value.originalDestinationMask)],
  replySource: (value) => ['--ctreplsrc', value.replySource + maskText(value.replySourceMask)],
  replyDestination: (value) => ['--ctrepldst', value.replyDestination + maskText(value.replyDestinationMask)],
  originalSourcePorts: (value) => ['--ctorigsrcport', portsText(value.originalSourcePorts)],
  originalDestinationPorts: (value) => ['--ctorigdstport', portsText(value.originalDestinationPorts)],
  replySourcePorts: (value) => ['--ctreplsrcport', portsText(value.replySourcePorts)],
  replyDestinationPorts: (value) => ['--ctrepldstport', portsText(value.replyDestinationPorts)],
  statuses: ({ statuses }) => ['--ctstatus', statusesText(statuses)],
  expires: ({ minExpires, maxExpires }) => ['--ctexpire', portRange(minExpires, maxExpires)],
}
const parts = Object.keys(options) as readonly Part[]

/** `-m conntrack`, and `-m state`: the connection that a packet belongs to. */
export const conntrack = extension({
  name: 'conntrack',
  revisions: { 1: eachFamily(revision1), 2: eachFamily(revision2), 3: eachFamily(revision3) },
  save: (value) => {
    const { match, invert } = value
    return [
      ...parts.flatMap((part) => (match[part] ? option(invert[part], ...options[part](value)) : [])),
      ...(match.direction ? ['--ctdir', invert.direction ? 'REPLY' : 'ORIGINAL'] : []),
    ]
  },
  alias: ({ match }) => (match.stateAlias ? 'state' : null),
})
