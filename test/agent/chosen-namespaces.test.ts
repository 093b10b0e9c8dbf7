import { expect, test } from 'vitest'
import { chosenNamespaces } from '../../agent/chosen-namespaces.ts'
import { UsageError } from '../../agent/usage-error.ts'
import { exampleSnapshot, ids } from '../exporters/example-snapshot.ts'

const chosen = (word?: string): readonly string[] => chosenNamespaces(word, exampleSnapshot).map(({ id }) => id)

test('without a word those of the host and of the engine are meant', () => {
  expect(chosen()).toEqual(['1'])
  const { engine } = exampleSnapshot
  const nested = { ...exampleSnapshot, engine: engine && { ...engine, netns: '3' } }
  expect(chosenNamespaces(undefined, nested).map(({ id }) => id)).toEqual(['1', '3'])
})

test.each([
  ['host', ['1']],
  ['web', ['2']],
  ['sidecar', ['2']],
  [ids.web.slice(0, 12), ['2']],
  ['4026532301', ['2']],
  ['netns:4026532301', ['2']],
  ['pid:101', ['2']],
  ['blue', ['3']],
  ['netns:blue', ['3']],
  ['all', ['1', '2']],
])('%s', (word, netns) => {
  expect(chosen(word)).toEqual(netns)
})

test('a namespace may be called all', () => {
  const [, , blue] = exampleSnapshot.namespaces
  const namespaces = blue === undefined ? [] : [{ ...blue, names: ['all'] }]
  expect(chosenNamespaces('all', { ...exampleSnapshot, namespaces })).toEqual(namespaces)
})

const words = 'Give host, a container, a name, an inode, pid:PID or all.'

test.each([
  ['bleu', `no network namespace is called 'bleu'. Did you mean 'blue'? ${words}`],
  ['sidecra', `no network namespace is called 'sidecra'. Did you mean 'sidecar'? ${words}`],
  ['hsot', `no network namespace is called 'hsot'. Did you mean 'host'? ${words}`],
  ['netns:web', `no network namespace is called 'netns:web'. ${words}`],
  ['pid:7', `no network namespace is called 'pid:7'. ${words}`],
  ['4026539999', `no network namespace is called '4026539999'. ${words}`],
  ['old', "container 'old' has no network namespace that can be seen; it is exited."],
  ['a', "'a' means 2 network namespaces; give an inode: 4026531840 host; 4026532301 sidecar, web."],
])('%s is refused', (word, message) => {
  expect(() => chosen(word)).toThrow(new UsageError(message))
})
