import type { RuleFacts, Translation } from './facts.ts'
import { fieldOf, isJsonObject, type JsonObject } from './json-object.ts'

type Effect = Pick<RuleFacts, 'effect' | 'leadsTo' | 'translation'>

const nothing: Effect = { effect: 'continue', leadsTo: [], translation: null }
const translations = ['dnat', 'snat', 'masquerade', 'redirect'] as const
/** Statements that end the rule by themselves. */
const verdicts = ['accept', 'drop', 'reject', 'return', 'queue'] as const

/** What a rule of nftables does. @param statements in the form of libnftables-json(5) */
export const effectOfStatements = (statements: readonly unknown[]): Effect => {
  for (const statement of statements) {
    const found = isJsonObject(statement) ? effectOf(statement) : null
    if (found !== null) return found
  }
  return nothing
}

const effectOf = (statement: JsonObject): Effect | null => {
  for (const effect of verdicts) if (effect in statement) return { ...nothing, effect }
  for (const effect of ['jump', 'goto'] as const) {
    const target = fieldOf(statement, effect, 'target')
    if (target !== undefined) return { ...nothing, effect, leadsTo: [target] }
  }
  for (const kind of translations)
    if (kind in statement) return { ...nothing, effect: 'nat', translation: translationOf(kind, statement[kind]) }
  if ('vmap' in statement) return { ...nothing, effect: 'branch', leadsTo: targetsWithin(statement['vmap']) }
  return 'expression' in statement ? { ...nothing, effect: 'other' } : null
}

const translationOf = (kind: Translation['kind'], value: unknown): Translation => {
  const { addr, port } = isJsonObject(value) ? value : {}
  return {
    kind,
    address: typeof addr === 'string' ? addr : null,
    port: typeof port === 'number' ? port : null,
  }
}

/** Chains to which an anonymous verdict map leads. */
const targetsWithin = (vmap: unknown): readonly string[] => {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isJsonObject(value)) {
      for (const effect of ['jump', 'goto']) {
        const target = fieldOf(value, effect, 'target')
        if (target !== undefined) found.add(target)
      }
      Object.values(value).forEach(visit)
    }
  }
  visit(vmap)
  return [...found]
}
