import { inetService, ipv4Address, ipv6Address } from '../data-types.ts'
import type { Tree } from '../expression-tree.ts'
import { rangeOrPrefix } from '../intervals.ts'
import type { Json } from '../json.ts'
import { addWords, oneOrMany, type Reader, type RuleState, some } from '../rule-state.ts'
import { operand } from './mangle.ts'

/** NF_NAT_RANGE_* that nft has words for, in its order. */
const told = ['random', 'fully-random', 'persistent'] as const

interface Translation {
  readonly name: string
  readonly family: string | null
  readonly address: Tree | undefined
  readonly port: Tree | undefined
  readonly flags: readonly string[]
}

/** A range of two registers; one where both are the same. Null: nothing was put in. */
const ends = (
  state: RuleState,
  min: number | undefined,
  max: number | undefined,
  type: typeof inetService,
): Tree | undefined | null => {
  const low = operand(state, min, type)
  const high = max === undefined || max === min ? low : operand(state, max, type)
  if (low === undefined || high === undefined || low === null || high === null) return low ?? high
  // Both ends, or address and port, out of one map.
  return low === high || high.kind === 'within'
    ? low
    : rangeOrPrefix(low, high, { type, order: type.order, bits: type.bits })
}

const bracketed = (address: Tree, write: (tree: Tree) => string): string => {
  const isIpv6 = (tree: Tree): boolean => tree.kind === 'constant' && tree.type === ipv6Address
  if (isIpv6(address)) return `[${write(address)}]`
  if (address.kind !== 'range' || !isIpv6(address.low)) return write(address)
  return `[${write(address.low)}]-[${write(address.high)}]`
}

const textOf = ({ name, family, address, port, flags }: Translation, write: (tree: Tree) => string): string => {
  const words = [name]
  if (address !== undefined || port !== undefined) {
    if (family !== null) words.push(family)
    if (flags.includes('netmap')) words.push('prefix')
    words.push('to')
  }
  const to = address === undefined ? '' : port === undefined ? write(address) : bracketed(address, write)
  if (to !== '' || port !== undefined) words.push(`${to}${port === undefined ? '' : `:${write(port)}`}`)
  const shown = told.filter((flag) => flags.includes(flag))
  if (shown.length > 0) words.push(shown.join(','))
  return words.join(' ')
}

const jsonOf = ({ name, family, address, port, flags }: Translation, write: (tree: Tree) => Json): Json => {
  const prefix = flags.includes('netmap')
  const shown: string[] = told.filter((flag) => flags.includes(flag))
  const root = {
    ...some('family', family ?? undefined),
    ...some('addr', address && write(address)),
    ...some('port', port && write(port)),
    ...some('flags', oneOrMany(prefix ? [...shown, 'netmap'] : shown)),
    ...some('type_flags', prefix ? 'prefix' : undefined),
  }
  return { [name]: Object.keys(root).length === 0 ? null : root }
}

const addTranslation = (state: RuleState, translation: Translation): true =>
  addWords(
    state,
    (write) => jsonOf(translation, write),
    (write) => textOf(translation, write),
  )

/** A map that holds more than an address: nft then always tells the family. */
const isMapOfMore = (address: Tree | undefined, family: string): boolean =>
  address?.kind === 'map-lookup' && (address.dataKind?.bits ?? 0) > (family === 'ip6' ? 128 : 32)

export const nat: Reader<'nat'> = (state, expression) => {
  const { type = '', family = '', regAddrMin, regAddrMax, regProtoMin, regProtoMax, flags = [] } = expression
  const address = ends(state, regAddrMin, regAddrMax, family === 'ip6' ? ipv6Address : ipv4Address)
  const port = ends(state, regProtoMin, regProtoMax, inetService)
  if (address === null || port === null) return false
  const own = port?.kind === 'within' ? undefined : port
  const shown = state.index.table.family === 'inet' || isMapOfMore(address, family)
  return addTranslation(state, {
    name: type,
    family: shown && (family === 'ip' || family === 'ip6') ? family : null,
    address,
    port: own,
    flags,
  })
}

const ofPorts =
  (name: string) =>
  (
    state: RuleState,
    expression: {
      readonly regProtoMin?: number
      readonly regProtoMax?: number
      readonly flags?: readonly string[]
    },
  ): boolean => {
    const { regProtoMin, regProtoMax, flags = [] } = expression
    const port = ends(state, regProtoMin, regProtoMax, inetService)
    return port !== null && addTranslation(state, { name, family: null, address: undefined, port, flags })
  }

export const masq: Reader<'masq'> = ofPorts('masquerade')
export const redir: Reader<'redir'> = ofPorts('redirect')

export const tproxy: Reader<'tproxy'> = (state, { family = 'unspec', regAddr, regPort }) => {
  const address = operand(state, regAddr, family === 'ip6' ? ipv6Address : ipv4Address)
  const port = operand(state, regPort, inetService)
  if (address === null || port === null) return false
  const shown = state.index.table.family === 'inet' && (family === 'ip' || family === 'ip6') ? family : undefined
  return addWords(
    state,
    (write) => ({
      tproxy: {
        ...some('family', shown),
        ...some('addr', address && write(address)),
        ...some('port', port && write(port)),
      },
    }),
    (write) =>
      [
        'tproxy',
        ...(shown === undefined ? [] : [shown]),
        'to',
        `${address === undefined ? '' : port === undefined && address.kind !== 'constant' ? write(address) : bracketed(address, write)}${port === undefined ? '' : `:${write(port)}`}`,
      ].join(' '),
  )
}
