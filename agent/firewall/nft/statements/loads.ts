import { integer } from '../data-types.ts'
import { type HeaderPart, type Layer, layers, type Tree } from '../expression-tree.ts'
import { ctLoad } from '../loads/ct.ts'
import { headerLoad } from '../loads/exthdr.ts'
import { fibLoad } from '../loads/fib.ts'
import { ipsecLoad } from '../loads/ipsec.ts'
import { metaLoad } from '../loads/meta.ts'
import { numgenLoad } from '../loads/numgen.ts'
import { osfLoad } from '../loads/osf.ts'
import { routeLoad } from '../loads/route.ts'
import { socketLoad } from '../loads/socket.ts'
import { rawPayload } from '../payload-fields.ts'
import type { ExpressionOf, Reader, RuleState } from '../rule-state.ts'

const baseLayers: { readonly [base: string]: Layer } = {
  link: layers.link,
  network: layers.network,
  transport: layers.transport,
  inner: layers.inner,
}

/** All registers together, in bytes: no load is longer. */
const registerBytes = 64

/** Bytes of the packet that an expression names; null for a base that we do not know. */
export const payloadOf = ({ base = '', offset = 0, length = 0 }: ExpressionOf<'payload'>): Tree | null => {
  const layer = baseLayers[base]
  return layer === undefined || length > registerBytes ? null : rawPayload(layer, offset * 8, length * 8)
}

/** The part of a header that an expression names. */
export const headerPart = (expression: ExpressionOf<'exthdr'>): HeaderPart => ({
  op: expression.op ?? 'ipv6',
  type: expression.type ?? 0,
  offset: (expression.offset ?? 0) * 8,
  bits: (expression.length ?? 0) * 8,
  present: expression.flags?.includes('present') === true,
})

const load = ({ registers }: RuleState, register: number | undefined, tree: Tree | null): boolean => {
  if (tree === null || register === undefined) return false
  registers.write(register, tree)
  return true
}

const hash: Reader<'hash'> = (state, { sreg, dreg, length = 0, modulus = 0, seed, offset = 0, type }) => {
  const of = type === 'symhash' ? null : state.registers.readAll(sreg, length * 8)
  if (of === null && type !== 'symhash') return false
  return load(state, dreg, {
    kind: 'hash',
    of,
    modulus,
    seed: seed ?? null,
    offset,
    type: integer,
    order: 'host',
    bits: 32,
  })
}

/** Expressions that put what the kernel knows into a register. */
export const loadReaders = {
  exthdr: (state: RuleState, expression: ExpressionOf<'exthdr'>) =>
    (expression.length ?? 0) <= registerBytes && load(state, expression.dreg, headerLoad(headerPart(expression))),
  fib: (state: RuleState, { dreg, result = '', flags = [] }: ExpressionOf<'fib'>) =>
    load(state, dreg, fibLoad(result, flags)),
  hash,
  numgen: (state: RuleState, { dreg, type = '', modulus = 0, offset = 0 }: ExpressionOf<'numgen'>) =>
    load(state, dreg, numgenLoad(type, modulus, offset)),
  osf: (state: RuleState, { dreg, ttl, flags = [] }: ExpressionOf<'osf'>) => load(state, dreg, osfLoad(ttl, flags)),
  rt: (state: RuleState, { dreg, key = '' }: ExpressionOf<'rt'>) => load(state, dreg, routeLoad(key)),
  socket: (state: RuleState, { dreg, key = '', level }: ExpressionOf<'socket'>) =>
    load(state, dreg, socketLoad(key, level)),
  xfrm: (state: RuleState, { dreg, key = '', dir = '', spnum = 0 }: ExpressionOf<'xfrm'>) =>
    load(state, dreg, ipsecLoad(key, dir, spnum)),
  meta: (state: RuleState, { dreg, key = '' }: ExpressionOf<'meta'>) => load(state, dreg, metaLoad(key)),
  ct: (state: RuleState, { dreg, key = '', direction }: ExpressionOf<'ct'>) =>
    load(state, dreg, ctLoad(key, direction)),
  payload: (state: RuleState, expression: ExpressionOf<'payload'>) =>
    load(state, expression.dreg, payloadOf(expression)),
} as const
