import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftRule } from '../../../../collectors/netfilter/nftables/record.ts'
import { hexDigit } from './bytes.ts'
import { nameOf } from './device-name.ts'
import type { ExpressionOf } from './expressions/kinds.ts'
import type { Machine } from './machine.ts'
import { indexRules, type RuleIndex, type Wanted } from './rule-index.ts'

/** What a packet has, as a number; null where the expression that loads it ends the rule. */
type Read = (machine: Machine) => number | null

/** What the packet of the moment has, by the number of what is read; undefined: not read yet. */
export type Values = (number | null | undefined)[]

/** More of a rule are not looked at. */
const most = 6
/** Packets that go through a chain before it is worth an index, and rules that it must have. */
const walksBeforeIndex = 4
const worthAnIndex = 8
/** Which of the things to read, the value, and 1 where it has to be equal, 0 where it must not. */
const words = 3

/**
 * What the first expressions of the rules of a chain compare a packet with. Of a thousand rules all but a few end there: that is seen
 * by comparing numbers, each read once for all rules, and a rule that passes is run as a whole. What a rule compares is looked up when
 * the first packet gets so far; after some packets the rules are indexed by it.
 */
export class LeadingTests {
  readonly #rules: readonly NftRule[]
  readonly #tests: Int32Array
  readonly #counts: Uint8Array
  readonly #isWhole: Uint8Array
  readonly #reads: Read[] = []
  readonly #known = new Map<number, number>()
  readonly #names = new Map<string, number>()
  #walks = 0
  #index: RuleIndex | null = null

  constructor(rules: readonly NftRule[]) {
    this.#rules = rules
    this.#tests = new Int32Array(rules.length * most * words)
    this.#counts = new Uint8Array(rules.length)
    this.#isWhole = new Uint8Array(rules.length)
  }

  /**
   * The first rule of which it is not certain that it does not match and changes nothing; the number of rules if there is none.
   * @param from number of the rule, from 0, with which to begin
   * @param values what was read of the packet since it was changed last
   */
  next(machine: Machine, from: number, values: Values): number {
    const end = this.#rules.length
    if (from === 0 && end >= worthAnIndex) {
      if (this.#walks === walksBeforeIndex) this.#index ??= indexRules(this.#rules.map((_, at) => this.#wantedBy(at)))
      else this.#walks++
    }
    let at = from
    if (this.#index === null) while (at < end && this.#fails(machine, at, values)) at++
    else {
      const held = (read: number): number | null => this.#valueOf(machine, read, values)
      at = this.#index(from, held)
      while (at < end && this.#fails(machine, at, values)) at = this.#index(at + 1, held)
    }
    return at
  }

  #fails(machine: Machine, at: number, values: Values): boolean {
    for (let test = 0; test < (this.#counts[at] ?? 0) || this.#addTest(at); test++) {
      const from = (at * most + test) * words
      const value = this.#valueOf(machine, this.#tests[from] ?? 0, values)
      if (value === null || (value === this.#tests[from + 1]) !== (this.#tests[from + 2] === 1)) return true
    }
    return false
  }

  #valueOf(machine: Machine, read: number, values: Values): number | null {
    let value = values[read]
    if (value === undefined) {
      value = this.#reads[read]?.(machine) ?? null
      values[read] = value
    }
    return value
  }

  /** What a rule wants a packet to have. */
  #wantedBy(at: number): readonly Wanted[] {
    while (this.#addTest(at));
    const wanted: Wanted[] = []
    for (let test = 0; test < (this.#counts[at] ?? 0); test++) {
      const from = (at * most + test) * words
      const [read = 0, value = 0, isEqual] = this.#tests.subarray(from, from + words)
      if (isEqual === 1) wanted.push({ read, value })
    }
    return wanted
  }

  /** Looks the next comparison of a rule up; false where there is none. */
  #addTest(at: number): boolean {
    if (this.#isWhole[at] === 1) return false
    const count = this.#counts[at] ?? 0
    const expressions = this.#rules[at]?.expressions ?? []
    const load = expressions[2 * count]
    const compared = expressions[2 * count + 1]
    const field = count === most || compared?.kind !== 'cmp' ? null : fieldOf(load, compared)
    if (field === null || compared?.kind !== 'cmp') {
      this.#isWhole[at] = 1
      return false
    }
    const { data = '', op } = compared
    const from = (at * most + count) * words
    this.#tests[from] = this.#numberOf(field, data.length >>> 1)
    this.#tests[from + 1] = isName(field) ? this.#numberOfName(data) : numberOfHex(data)
    this.#tests[from + 2] = op === 'eq' ? 1 : 0
    this.#counts[at] = count + 1
    return true
  }

  /** Of what is read, among all that this chain reads. */
  #numberOf(field: number, length: number): number {
    const key = field * 32 + length
    let number = this.#known.get(key)
    if (number === undefined) {
      number = this.#reads.push(readerOf(field, length, (hex) => this.#numberOfName(hex))) - 1
      this.#known.set(key, number)
    }
    return number
  }

  /** The same for the same name, whether a rule or the packet had it first. */
  #numberOfName(hex: string): number {
    let number = this.#names.get(hex)
    if (number === undefined) {
      number = this.#names.size + 1
      this.#names.set(hex, number)
    }
    return number
  }
}

/** What can be compared as a number: of `meta`, and (behind these, with the offset) of the headers. */
const inputName = 1
const outputName = 2
const transportProtocol = 3
const protocolFamily = 4
const networkHeader = 0x10000
const transportHeader = 0x20000

const isName = (field: number): boolean => field <= outputName

const fields: { readonly [key: string]: number } = {
  iifname: inputName,
  oifname: outputName,
  l4proto: transportProtocol,
  nfproto: protocolFamily,
}

/** Offsets in the header of IPv4, and where the ports end. */
const identification = 4
const firstAddress = 12
const ports = 4
/** More bytes are no number. */
const longest = 4

/** What is loaded, where just that is compared next; null: something else. */
const fieldOf = (load: Expression | undefined, { sreg, op, data = '' }: ExpressionOf<'cmp'>): number | null => {
  if ((load?.kind !== 'meta' && load?.kind !== 'payload') || load.sreg !== undefined) return null
  if (load.dreg !== sreg || (op !== 'eq' && op !== 'neq')) return null
  if (load.kind === 'payload') {
    const { base, offset = 0, length = 0 } = load
    const end = offset + length
    if (length < 1 || length > longest || data.length !== 2 * length) return null
    // What senders draw lies between, and is not compared like this.
    if (base === 'network') return offset >= firstAddress || end <= identification ? networkHeader + offset : null
    return base === 'transport' && end <= ports ? transportHeader + offset : null
  }
  const field = fields[load.key ?? ''] ?? null
  return field === null || isName(field) || data.length === 2 ? field : null
}

const readerOf = (field: number, length: number, numberOfName: (hex: string) => number): Read => {
  if (field >= transportHeader)
    return ({ packet, hasTransport, isLaterFragment }) =>
      hasTransport && !isLaterFragment
        ? numberIn(packet.bytes, packet.transport + field - transportHeader, length)
        : null
  if (field >= networkHeader) return ({ packet }) => numberIn(packet.bytes, field - networkHeader, length)
  if (field === transportProtocol) return ({ hasTransport, packet }) => (hasTransport ? packet.protocol : null)
  if (field === protocolFamily) return (machine) => machine.protocolFamily
  const side = field === inputName ? 'in' : 'out'
  return ({ state }) => numberOfName(Buffer.from(nameOf(state[side]).subarray(0, length)).toString('hex'))
}

const numberIn = (bytes: Uint8Array, from: number, length: number): number | null => {
  if (from + length > bytes.length) return null
  let number = 0
  for (let at = from; at < from + length; at++) number = (number << 8) | (bytes[at] ?? 0)
  return number
}

const numberOfHex = (hex: string): number => {
  let number = 0
  for (let at = 0; at < hex.length; at++) number = (number << 4) | hexDigit(hex, at)
  return number
}
