import { describe, expect, test } from 'vitest'
import { peerKey } from '../../../exporters/formats/reading/peer.ts'
import { filtered, hiddenIn } from '../../../topology-ui/src/find/filtered.ts'
import { finderIn } from '../../../topology-ui/src/find/finder.ts'
import { pictureOf } from '../../../topology-ui/src/picture/picture-of.ts'
import { madeHost } from '../made-host.ts'

const graph = madeHost(300)
const picture = pictureOf(graph)
const finder = finderIn(graph, picture)
const inner = 'if:4026532007/2'
const outer = peerKey(graph, inner) ?? ''

describe('what is looked for', () => {
  const interfaceAt = (key: string) => {
    const attributes = graph.getNodeAttributes(key)
    if (attributes.kind !== 'interface') throw new Error(`${key} is no interface`)
    return attributes
  }

  test('an interface is found by its name, number and address', () => {
    const { name, ifindex } = interfaceAt(outer)
    const [address = ''] = interfaceAt(inner).addresses
    expect([...finder.hits(name.toUpperCase())]).toEqual([outer])
    expect(finder.hits(`if${ifindex}`)).toContain(outer)
    expect(finder.hits(address)).toContain(inner)
  })

  test('all words have to be there, in whatever part of a row', () => {
    const row = picture.sites
      .flatMap(({ groups }) => groups.flatMap(({ rows }) => rows))
      .find(({ port }) => port?.key === outer)
    const found = finder.hits(`${row?.title} if${row?.port?.ifindex}`)
    expect([...found]).toEqual([row?.key])
    expect(finder.hits(`${row?.title} nowhere`).size).toBe(0)
  })

  test('a published port finds its container', () => {
    const [port = ''] = graph.filterNodes((_, { kind }) => kind === 'port')
    const [container = ''] = graph.outNeighbors(port)
    expect(finder.hits(port.split(':').at(-1) ?? '')).toContain(container)
  })

  test('nothing is not everything', () => {
    expect(finder.hits('  ').size).toBe(0)
  })
})

describe('filters', () => {
  const rowsOf = (filters: readonly string[]) =>
    filtered(picture, finder, filters).sites.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows))

  test('each leaves exactly those that have the fact, and they combine', () => {
    const shop = rowsOf(['project:shop'])
    expect(shop.length).toBeGreaterThan(3)
    expect(shop.every(({ members }) => members.some(({ project }) => project === 'shop'))).toBe(true)
    const failing = rowsOf(['problem:failing'])
    expect(failing.length).toBeGreaterThan(0)
    expect(failing.every(({ health }) => health === 'failing')).toBe(true)
    const both = rowsOf(['project:bridge', 'problem:failing']).map(({ key }) => key)
    expect(both).toEqual(
      failing.map(({ key }) => key).filter((key) => rowsOf(['project:bridge']).some((row) => row.key === key)),
    )
  })

  test('what is hidden and what is left are all', () => {
    const left = filtered(picture, finder, ['project:shop'])
    expect(left.rows + hiddenIn(picture, left)).toBe(picture.rows)
  })

  test('the words of a network leave all that is on it', () => {
    const shop = picture.sites.flatMap(({ groups }) => groups).find(({ title }) => title === 'shop')
    expect(rowsOf([shop?.device?.name ?? '']).map(({ key }) => key)).toEqual(shop?.rows.map(({ key }) => key))
  })

  test('the values offered are those that leave something', () => {
    for (const [value, count] of finder.valuesOf('project'))
      expect(filtered(picture, finder, [`project:${value}`]).rows).toBe(count)
  })
})
