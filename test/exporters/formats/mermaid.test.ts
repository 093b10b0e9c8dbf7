import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mermaid } from '../../../exporters/formats/mermaid.ts'
import { expectGolden } from './golden.ts'
import { hostileTopology } from './hostile-topology.ts'
import { sampleTopology } from './sample-topology.ts'

const { topology, options } = sampleTopology()
const diagram = await mermaid.render(topology, options)

/** A quoted label: no quote, no bracket, no angle but our line break, no backtick, no percent sign, `#` only before a number. */
const label = String.raw`"(?:[^"<>\[\]{}|\x60%#&;\\]|<br/>|#\d+;)*"`
const id = '[A-Za-z][A-Za-z0-9_]*'
const shape = String.raw`(?:\(\(${label}\)\)|\(\[${label}\]\)|\(${label}\)|\[${label}\]|>${label}\])`
/** All lines that we write, and so all that Mermaid's parser is asked to understand. */
const lines = [
  'flowchart LR',
  `  title\\[${label}\\]`,
  `  subgraph ${id}\\[${label}\\]`,
  '  end',
  ` {2,4}${id}${shape}:::[a-z]+`,
  `  ${id} (?:---|-\\.->|-->|~~~)(?:\\|${label}\\|)? ${id}`,
  '  classDef [a-z]+ [a-z0-9:,# -]+',
  `  class ${id} [a-z]+`,
].map((pattern) => new RegExp(`^${pattern}$`, 'u'))

const expectUnderstood = (text: string): void => {
  for (const line of text.trimEnd().split('\n'))
    if (!lines.some((pattern) => pattern.test(line))) expect.fail(`not in our part of Mermaid's language: ${line}`)
}

test('the sample is written as it was', () => {
  expectGolden('sample.mmd', diagram)
})

test('the sample is in the part of the language that we use', () => {
  expectUnderstood(diagram)
})

test('two keys never become one id', () => {
  const nodes = diagram.match(/^ {2,4}\w+(?=[([>])/gm) ?? []
  expect(new Set(nodes).size).toBe(nodes.length)
})

test('whatever somebody chose as a name stays inside its label', async () => {
  await fc.assert(
    fc.asyncProperty(hostileTopology, async (sample) => {
      expectUnderstood(await mermaid.render(sample.topology, sample.options))
    }),
  )
})
