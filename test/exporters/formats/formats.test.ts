import { expect, test } from 'vitest'
import { formatNames, formats, isFormat } from '../../../exporters/formats/index.ts'
import { sampleTopology } from './sample-topology.ts'

test.each(formatNames)('%s ends with a newline and says the same twice', async (name) => {
  const { topology, options } = sampleTopology()
  const first = await formats[name].render(topology, options)
  expect(first.endsWith('\n')).toBe(true)
  expect(await formats[name].render(topology, options)).toBe(first)
})

test('what is not a format is not taken for one', () => {
  for (const name of ['svg', '', 'toString', '__proto__']) expect(isFormat(name)).toBe(false)
})
