import { expect, test } from 'vitest'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'
import { columnsOf, rowsOf, sorted } from '../../../topology-ui/src/table/rows.ts'
import { madeHost } from '../made-host.ts'

const graph = madeHost(120)

test('every container is a row, by its name, networks and addresses', () => {
  const rows = rowsOf(graph, 'container', () => '')
  expect(rows.length).toBe(120)
  for (const { key, cells } of rows) {
    expect(cells[0]).toBe(nameOf(graph, key))
    expect(cells.length).toBe(columnsOf.container.length)
  }
})

test('numbers are sorted as numbers, also inside names', () => {
  const indexes = sorted(
    rowsOf(graph, 'interface', () => ''),
    columnsOf.interface.indexOf('ifindex'),
    true,
  )
  const numbers = indexes.map(({ cells }) => Number(cells[1]))
  expect(numbers).toEqual(numbers.toSorted((one, two) => two - one))
  const names = sorted(
    ['web-10', 'web-2', 'api'].map((name) => ({ key: name, cells: [name] })),
    0,
    false,
  )
  expect(names.map(({ key }) => key)).toEqual(['api', 'web-2', 'web-10'])
})
