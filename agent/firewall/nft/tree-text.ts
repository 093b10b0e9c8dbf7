import type { Writing } from './data-types.ts'
import type { Element, Hash, Match, Operation, Payload, Statement, Tree } from './expression-tree.ts'
import { durationText } from './time-text.ts'
import { layerNames } from './tree-json.ts'
import { unknownText } from './unknown-expression.ts'
import { visible } from './visible-text.ts'

export type WriteText = (tree: Tree) => string

const payloadText = ({ layer, offset, bits, protocol, field }: Payload): string =>
  protocol !== undefined && field !== undefined
    ? `${protocol.name} ${field.name}`
    : `@${layerNames[layer] ?? ''},${offset},${bits}`

const hashText = ({ of, modulus, seed, offset }: Hash, write: WriteText): string =>
  [
    of === null ? 'symhash' : `jhash ${write(of)}`,
    `mod ${modulus}`,
    ...(seed === null ? [] : [`seed 0x${seed.toString(16)}`]),
    ...(offset === 0 ? [] : [`offset ${offset}`]),
  ].join(' ')

const precedence: { readonly [O in Operation['operator']]: number } = { '<<': 1, '>>': 1, '&': 2, '^': 3, '|': 4 }

const operandText = (operator: Operation['operator'], tree: Tree, write: WriteText): string =>
  tree.kind === 'operation' && precedence[operator] < precedence[tree.operator] ? `(${write(tree)})` : write(tree)

const elementText = ({ key, data, timeout, expires, comment, statements }: Element, write: WriteText): string =>
  [
    write(key),
    ...statements.map((statement) => (statement.kind === 'written' ? statement.text(write) : '')),
    ...(timeout === null ? [] : [`timeout ${durationText(timeout)}`]),
    ...(expires === null ? [] : [`expires ${durationText(expires)}`]),
    ...(comment === null ? [] : [`comment "${visible(comment)}"`]),
    ...(data === null ? [] : [`: ${write(data)}`]),
  ].join(' ')

/** Writes expressions in the language of nft. */
export const textWriter = (writing: Writing): WriteText => {
  const inRange = { ...writing, numeric: true }
  const write = (tree: Tree, how: Writing): string => {
    const inner: WriteText = (part) => write(part, how)
    switch (tree.kind) {
      case 'literal':
        return `0x${tree.hex}`
      case 'constant':
        return tree.type.text(tree, how)
      case 'characters':
        return tree.text === '*' ? '*' : `"${visible(tree.text)}"`
      case 'prefix':
        return `${inner(tree.of)}/${tree.length}`
      case 'range':
        return `${write(tree.low, inRange)}-${write(tree.high, inRange)}`
      case 'list':
        return tree.members.map(inner).join(',')
      case 'concatenation':
        return tree.parts.map(inner).join(' . ')
      case 'operation':
        return `${operandText(tree.operator, tree.left, inner)} ${tree.operator} ${operandText(tree.operator, tree.right, inner)}`
      case 'swapped':
      case 'within':
        return inner(tree.of)
      case 'load':
        return tree.text
      case 'unknown-load':
        return unknownText(tree.expression)
      case 'ct-address':
        return `ct ${tree.direction === null ? '' : `${tree.direction} `}${tree.key}`
      case 'payload':
        return payloadText(tree)
      case 'hash':
        return hashText(tree, inner)
      case 'set-name':
        return `@${visible(tree.name)}`
      case 'set-literal':
        return `{ ${tree.elements.map(inner).join(', ')} }`
      case 'element':
        return elementText(tree, inner)
      case 'map-lookup':
        return `${inner(tree.key)} ${tree.verdicts ? 'vmap' : 'map'} ${inner(tree.map)}`
      case 'verdict':
        return tree.chain === null ? tree.verdict : `${tree.verdict} ${visible(tree.chain)}`
      case 'object-name':
        return `"${visible(tree.name)}"`
      default:
        return tree satisfies never
    }
  }
  return (tree) => write(tree, writing)
}

const isFlags = (tree: Tree): boolean =>
  tree.kind === 'list' || (tree.kind === 'constant' && tree.type.base === 'bitmask')

/** `tcp flags syn / syn,ack`: of the flags behind the slash, those before it. */
const flagsOfMask = ({ left, right }: Match): boolean => {
  if (left.kind !== 'operation' || left.operator !== '&' || left.type.base !== 'bitmask') return false
  const same = left.right.kind === 'constant' && right.kind === 'constant' && left.right.number === right.number
  return !same && isFlags(left.right) && isFlags(right)
}

const matchText = (match: Match, write: WriteText): string => {
  const { operator, left, right } = match
  if (flagsOfMask(match) && left.kind === 'operation')
    return `${write(left.left)} ${operator === '!=' ? '!= ' : ''}${write(right)} / ${write(left.right)}`
  // Without `==` flags are any of them.
  const written = operator === '==' && (left.kind === 'operation' || isFlags(right))
  const shown = operator === 'in' || (operator === '==' && !written) ? '' : `${operator} `
  return `${write(left)} ${shown}${write(right)}`
}

/** One statement of a rule. */
export const statementText = (statement: Statement, write: WriteText): string => {
  switch (statement.kind) {
    case 'match':
      return matchText(statement, write)
    case 'tree':
      return write(statement.tree)
    case 'written':
      return statement.text(write)
    default:
      return statement satisfies never
  }
}
