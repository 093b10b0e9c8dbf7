import { effectOfStatements } from './effect-of-statements.ts'
import { type Condition, noFacts, type PortRange, type RuleFacts } from './facts.ts'
import { fieldOf, isJsonObject, type JsonObject } from './json-object.ts'

type Facts = { -readonly [K in keyof RuleFacts]: RuleFacts[K] }

/** The facts of a rule of nftables. @param statements in the form of libnftables-json(5) */
export const factsOfStatements = (statements: readonly unknown[]): RuleFacts => {
  const facts: Facts = { ...noFacts, ...effectOfStatements(statements) }
  for (const statement of statements) {
    const match = isJsonObject(statement) ? statement['match'] : undefined
    if (isJsonObject(match) && !noteMatch(facts, match)) facts.more = true
  }
  return facts
}

/** Whether the match is one of those that facts are made of. */
const noteMatch = (facts: Facts, { op, left, right }: JsonObject): boolean => {
  if (!isJsonObject(left) || (op !== '==' && op !== '!=' && op !== 'in')) return false
  const not = op === '!='
  const meta = fieldOf(left, 'meta', 'key')
  if (meta !== undefined) return noteMeta(facts, meta, { value: right, not })
  const payload = left['payload']
  if (isJsonObject(payload)) return notePayload(facts, payload, { value: right, not })
  if (fieldOf(left, 'ct', 'key') === 'state') {
    facts.states = { value: textsOf(right), not }
    return true
  }
  return noteFib(facts, left['fib'], { value: right, not })
}

const noteMeta = (facts: Facts, key: string, { value, not }: Condition<unknown>): boolean => {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const condition = { value: `${value}`, not }
  if (key === 'iifname' || key === 'iif') facts.inInterface = condition
  else if (key === 'oifname' || key === 'oif') facts.outInterface = condition
  else if (key === 'l4proto') facts.protocol = condition
  else return false
  return true
}

const notePayload = (facts: Facts, { protocol, field }: JsonObject, { value, not }: Condition<unknown>): boolean => {
  const address = field === 'saddr' || field === 'daddr' ? prefixOf(value) : null
  if (address !== null && (protocol === 'ip' || protocol === 'ip6')) {
    facts[field === 'saddr' ? 'source' : 'destination'] = { value: address, not }
    return true
  }
  if (field === 'protocol' && typeof value === 'string') {
    facts.protocol = { value, not }
    return true
  }
  const ports = field === 'sport' || field === 'dport' ? portsOf(value) : null
  if (ports === null || typeof protocol !== 'string') return false
  if (protocol !== 'th') facts.protocol ??= { value: protocol, not: false }
  facts[field === 'sport' ? 'sourcePorts' : 'destinationPorts'] = { value: ports, not }
  return true
}

/** `fib daddr type local`. */
const noteFib = (facts: Facts, fib: unknown, { value, not }: Condition<unknown>): boolean => {
  if (!isJsonObject(fib) || fib['result'] !== 'type' || value !== 'local' || not) return false
  const flags = textsOf(fib['flags'])
  if (flags.includes('daddr')) facts.destinationIsLocal = true
  else if (flags.includes('saddr')) facts.sourceIsLocal = true
  else return false
  return true
}

/** `"10.0.0.1"` or `{"prefix": {"addr": "10.0.0.0", "len": 8}}`. */
const prefixOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value.startsWith('@') ? null : value
  const prefix = isJsonObject(value) ? value['prefix'] : undefined
  return isJsonObject(prefix) && typeof prefix['addr'] === 'string' ? `${prefix['addr']}/${prefix['len']}` : null
}

/** `80` or `{"range": [80, 90]}`. */
const portsOf = (value: unknown): PortRange | null => {
  if (typeof value === 'number') return { first: value, last: value }
  const range = isJsonObject(value) ? value['range'] : undefined
  if (!Array.isArray(range)) return null
  const [first, last]: readonly unknown[] = range
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : null
}

/** A word, a list of words, or a set of words. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  const list = isJsonObject(value) ? value['set'] : value
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}
