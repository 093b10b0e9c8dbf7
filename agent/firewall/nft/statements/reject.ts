import { type DataType, icmpCode, icmpv6Code, icmpxCode } from '../data-types.ts'
import { type Constant, layers } from '../expression-tree.ts'
import { implied, isMixed } from '../packet-context.ts'
import { ip, ip6 } from '../protocols/network.ts'
import { tcp } from '../protocols/transport.ts'
import { addWords, type Reader, type RuleState } from '../rule-state.ts'

const byName: { readonly [name: string]: DataType } = { icmp: icmpCode, icmpv6: icmpv6Code, icmpx: icmpxCode }

/** What the sender is told: an ICMP of which family. */
const nameOf = ({ context, index }: RuleState, type: string): string | null => {
  if (type === 'icmpx') return 'icmpx'
  const { family } = index.table
  if (family === 'ip' || context.protocols[layers.network] === ip) return 'icmp'
  return family === 'ip6' || context.protocols[layers.network] === ip6 ? 'icmpv6' : null
}

/** What is sent when nothing else is told: the port is unreachable. */
const usual: { readonly [name: string]: number } = { icmp: 3, icmpv6: 4, icmpx: 1 }

export const reject: Reader<'reject'> = (state, { type = '', icmpCode: code = 0 }) => {
  const { context } = state
  if (type === 'tcp-reset') {
    if (!isMixed(context)) implied(context, tcp)
    return addWords(
      state,
      () => ({ reject: { type: 'tcp reset' } }),
      () => 'reject with tcp reset',
    )
  }
  const name = nameOf(state, type)
  const dataType = name === null ? undefined : byName[name]
  if (name === null || dataType === undefined) return false
  // Whether it is IPv4 or IPv6 is said by the kind of ICMP.
  if (isMixed(context) && name !== 'icmpx') implied(context, name === 'icmp' ? ip : ip6)
  const reason: Constant = { kind: 'constant', number: BigInt(code), bits: 8, type: dataType }
  const quiet = code === usual[name] && (name === 'icmpx' || !isMixed(context))
  return addWords(
    state,
    (write) => ({ reject: { type: name, expr: write(reason) } }),
    (write) => (quiet ? 'reject' : `reject with ${name} ${write(reason)}`),
  )
}
