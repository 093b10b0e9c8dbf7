import { expect, test } from 'vitest'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import { DockerMemory } from '../../../collectors/containers/docker-memory.ts'

const described = blankContainer({ id: 'a', runtime: 'docker', name: 'web' })
const entry = { Id: 'a', State: 'running', Status: 'Up 2 minutes (healthy)' }

test('a container is recalled while the list has it in the same words, and not after', () => {
  const memory = new DockerMemory()
  expect(memory.recall('a', entry)).toBeNull()
  memory.note('a', { entry, described })
  expect(memory.recall('a', { ...entry })).toBe(described)
  expect(memory.recall('a', { ...entry, Status: 'Up 2 minutes (unhealthy)' })).toBeNull()
  expect(memory.recall('a', { ...entry, Status: 'Up 1 second' })).toBeNull()
})

test.each(['Up 4 seconds', 'Up 1 second (healthy)', 'Up Less than a second', 'Restarting (1) 3 seconds ago'])(
  'a container that may have been started anew since the last look is asked about: %s',
  (Status) => {
    const memory = new DockerMemory()
    memory.note('a', { entry: { ...entry, Status }, described })
    expect(memory.recall('a', { ...entry, Status })).toBeNull()
  },
)

test('what is not listed any more is forgotten, and everything when asked', () => {
  const memory = new DockerMemory()
  memory.note('a', { entry, described })
  memory.keepOnly(new Map([['b', entry]]))
  expect(memory.recall('a', entry)).toBeNull()
  memory.note('a', { entry, described })
  memory.clear()
  expect(memory.recall('a', entry)).toBeNull()
})

test('the last answer is remembered without what may have changed since', () => {
  const memory = new DockerMemory()
  memory.remember([{ ...described, state: 'running', pid: 7, health: 'healthy', image: 'shop' }])
  memory.clear()
  expect(memory.remembered()).toEqual([{ ...described, state: 'unknown', pid: 0, health: 'none', image: 'shop' }])
})
