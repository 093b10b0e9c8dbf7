import type { Writing } from './data-types.ts'
import { type Element, type Hash, layers, type Payload, type Statement, type Tree } from './expression-tree.ts'
import type { Json } from './json.ts'
import { unknownJson } from './unknown-expression.ts'

type WriteJson = (tree: Tree) => Json

/** Names of the layers in raw payloads. */
export const layerNames: { readonly [layer: number]: string } = {
  [layers.link]: 'll',
  [layers.network]: 'nh',
  [layers.transport]: 'th',
  [layers.inner]: 'ih',
}

const payloadJson = ({ layer, offset, bits, protocol, field }: Payload): Json =>
  protocol !== undefined && field !== undefined
    ? { payload: { protocol: protocol.name, field: field.name } }
    : { payload: { base: layerNames[layer] ?? '', offset, len: bits } }

const hashJson = ({ of, modulus, seed, offset }: Hash, write: WriteJson): Json => {
  const words = {
    mod: modulus,
    ...(seed === null ? {} : { seed }),
    ...(offset === 0 ? {} : { offset }),
  }
  return of === null ? { symhash: words } : { jhash: { ...words, expr: write(of) } }
}

const statementOf = (statement: Statement, write: WriteJson): object => {
  const json = statement.kind === 'written' ? statement.json(write) : null
  return json !== null && typeof json === 'object' ? json : {}
}

const seconds = (name: string, milliseconds: bigint | null): object =>
  milliseconds === null ? {} : { [name]: Number(milliseconds / 1000n) }

/** Only what has more than a value is written as an object. */
const elementJson = ({ key, data, timeout, expires, comment, statements }: Element, write: WriteJson): Json => {
  const more: { readonly [name: string]: Json } = Object.assign(
    {},
    seconds('timeout', timeout),
    seconds('expires', expires),
    comment === null ? {} : { comment },
    ...statements.map((statement) => statementOf(statement, write)),
  )
  const value = write(key)
  const element: Json = Object.keys(more).length === 0 ? value : { elem: { val: value, ...more } }
  return data === null ? element : [element, write(data)]
}

/** Writes expressions as libnftables-json(5) has them. */
export const jsonWriter = (writing: Writing): WriteJson => {
  const inRange = { ...writing, numeric: true }
  const write = (tree: Tree, how: Writing): Json => {
    const inner: WriteJson = (part) => write(part, how)
    switch (tree.kind) {
      case 'literal':
        return `0x${tree.hex}`
      case 'constant':
        return tree.type.json(tree, how)
      case 'characters':
        return tree.text
      case 'prefix':
        return { prefix: { addr: inner(tree.of), len: tree.length } }
      case 'range':
        return { range: [write(tree.low, inRange), write(tree.high, inRange)] }
      case 'list':
        return tree.members.map(inner)
      case 'concatenation':
        return { concat: tree.parts.map(inner) }
      case 'operation':
        return { [tree.operator]: [inner(tree.left), inner(tree.right)] }
      case 'swapped':
      case 'within':
        return inner(tree.of)
      case 'load':
        return tree.json
      case 'unknown-load':
        return unknownJson(tree.expression)
      case 'ct-address':
        return { ct: tree.direction === null ? { key: tree.key } : { key: tree.key, dir: tree.direction } }
      case 'payload':
        return payloadJson(tree)
      case 'hash':
        return hashJson(tree, inner)
      case 'set-name':
        return `@${tree.name}`
      case 'set-literal':
        return { set: tree.elements.map(inner) }
      case 'element':
        return elementJson(tree, inner)
      case 'map-lookup':
        return { [tree.verdicts ? 'vmap' : 'map']: { key: inner(tree.key), data: inner(tree.map) } }
      case 'verdict':
        return { [tree.verdict]: tree.chain === null ? null : { target: tree.chain } }
      case 'object-name':
        return tree.name
      default:
        return tree satisfies never
    }
  }
  return (tree) => write(tree, writing)
}

/** One statement of a rule. */
export const statementJson = (statement: Statement, write: WriteJson): Json => {
  switch (statement.kind) {
    case 'match':
      return { match: { op: statement.operator, left: write(statement.left), right: write(statement.right) } }
    case 'tree':
      return write(statement.tree)
    case 'written':
      return statement.json(write)
    default:
      return statement satisfies never
  }
}
