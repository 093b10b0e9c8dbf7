import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { StatefulExpression } from '../../../collectors/netfilter/nftables/expressions/stateful.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Written } from './expression-tree.ts'
import { type Json, jsonInteger } from './json.ts'
import { durationText } from './time-text.ts'
import { unknownStatement } from './unknown-expression.ts'

type Kind<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>

const units = ['bytes', 'kbytes', 'mbytes'] as const

/** Bytes in the largest unit that fits, as nft does it. */
export const inUnits = (bytes: Count): readonly [number: bigint, unit: string] => {
  let number = BigInt(bytes)
  let unit = 0
  while (number !== 0n && unit < units.length - 1 && number % 1024n === 0n) {
    number /= 1024n
    unit++
  }
  return [number, units[unit] ?? 'bytes']
}

const periods: { readonly [seconds: string]: string } = {
  1: 'second',
  60: 'minute',
  3600: 'hour',
  86400: 'day',
  604800: 'week',
}

/** What a limit, named or not, is. */
interface LimitWords {
  readonly json: { readonly [name: string]: Json }
  readonly text: string
}

/** @param quiet a burst that nobody set is not told (5 packets, as old programs have it) */
export const limitWords = (limit: Pick<Kind<'limit'>, 'rate' | 'unit' | 'burst' | 'type' | 'flags'>): LimitWords => {
  const { rate = 0, burst = 0, flags = [] } = limit
  const per = periods[`${limit.unit ?? 1}`] ?? 'error'
  const inverted = flags.includes('inv')
  const over = inverted ? 'over ' : ''
  const inv = inverted ? { inv: true } : {}
  if (limit.type !== 'bytes') {
    const text = `rate ${over}${rate}/${per}${burst === 0 || burst === 5 ? '' : ` burst ${burst} packets`}`
    return { json: { rate: rate, burst, per, ...inv }, text }
  }
  const [rateNumber, rateUnit] = inUnits(rate)
  const [burstNumber, burstUnit] = inUnits(burst)
  const text = `rate ${over}${rateNumber} ${rateUnit}/${per}${burst === 0 ? '' : ` burst ${burstNumber} ${burstUnit}`}`
  return {
    json: {
      rate: jsonInteger(rateNumber),
      burst: jsonInteger(burstNumber),
      per,
      ...inv,
      rate_unit: rateUnit,
      burst_unit: burstUnit,
    },
    text,
  }
}

const written = (json: Json, text: string): Written => ({ kind: 'written', json: () => json, text: () => text })

const quotaStatement = ({ bytes = 0, consumed = 0, flags = [] }: Kind<'quota'>, state: boolean): Written => {
  const inverted = flags.includes('inv')
  const [value, unit] = inUnits(bytes)
  const [used, usedUnit] = inUnits(consumed)
  const told = state && used !== 0n
  return written(
    {
      quota: {
        val: jsonInteger(value),
        val_unit: unit,
        ...(inverted ? { inv: true } : {}),
        ...(told ? { used: jsonInteger(used), used_unit: usedUnit } : {}),
      },
    },
    `quota ${inverted ? 'over ' : ''}${value} ${unit}${told ? ` used ${used} ${usedUnit}` : ''}`,
  )
}

const lastStatement = ({ set = 0, msecs }: Kind<'last'>, state: boolean): Written => {
  if (!state) return written({ last: null }, 'last')
  if (set === 0 || msecs === undefined) return written({ last: null }, 'last used never')
  return written({ last: { used: msecs } }, `last used ${durationText(BigInt(msecs))}`)
}

/**
 * Statements that keep something: also those of an element of a set.
 * @param state with what they have counted so far
 */
export const statefulStatement = (expression: StatefulExpression, state: boolean): Written => {
  switch (expression.kind) {
    case 'counter': {
      const { packets, bytes } = expression
      return state
        ? written({ counter: { packets, bytes } }, `counter packets ${packets} bytes ${bytes}`)
        : written({ counter: null }, 'counter')
    }
    case 'limit': {
      const { json, text } = limitWords(expression)
      return written({ limit: json }, `limit ${text}`)
    }
    case 'quota':
      return quotaStatement(expression, state)
    case 'connlimit': {
      const inverted = expression.flags?.includes('inv') === true
      const val = expression.count ?? 0
      return written(
        { 'ct count': inverted ? { val, inv: true } : { val } },
        `ct count ${inverted ? 'over ' : ''}${val}`,
      )
    }
    case 'last':
      return lastStatement(expression, state)
    case 'other':
      return unknownStatement(expression)
    default:
      return expression satisfies never
  }
}
