import { expect, test } from 'vitest'
import { Parts } from '../../../agent/live/parts.ts'
import { list, record, text } from '../../../collectors/wire/shape.ts'

interface Host {
  readonly tables: readonly { readonly name: string }[]
}

const shared = { json: { ...list(record({ name: text })).json, shared: true } }
const partsOfHost = (): Parts<Host> => new Parts<Host>('snapshot', record({ tables: shared }).json)
const table = (name: string): { readonly name: string } => ({ name })

const [from, to] = [partsOfHost(), partsOfHost()]

/** Sends it and answers what arrived, and how many tables went over the pipe. */
const send = (tables: Host['tables']): { readonly arrived: Host; readonly sent: number } => {
  const { parts, rest } = from.split({ tables })
  const copies = structuredClone(parts)
  for (const part of copies) to.add(part)
  const sent = copies.flatMap(({ values }) => values).filter((value) => typeof value === 'object').length
  return { arrived: to.complete(structuredClone(rest)), sent }
}

test('a table that is the same object is sent once, and stays the same object on the other side', () => {
  const [filter, nat] = [table('filter'), table('nat')]
  const first = send([filter, nat])
  expect(first).toEqual({ arrived: { tables: [filter, nat] }, sent: 2 })

  const changed = table('filter')
  const second = send([changed, nat])
  expect(second).toEqual({ arrived: { tables: [changed, nat] }, sent: 1 })
  expect(second.arrived.tables[1]).toBe(first.arrived.tables[1])

  expect(send([nat])).toEqual({ arrived: { tables: [nat] }, sent: 0 })
  // What one object lacked is forgotten by both sides.
  expect(send([filter, nat, nat])).toEqual({ arrived: { tables: [filter, nat, nat] }, sent: 1 })
  expect(send([])).toEqual({ arrived: { tables: [] }, sent: 0 })
  expect(send([nat]).sent).toBe(1)
})
