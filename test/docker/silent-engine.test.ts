import { afterAll, beforeAll, expect, test } from 'vitest'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { DockerMemory } from '../../collectors/containers/docker-memory.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { lookAtHost } from '../kernel/look-at.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'

let lab: Lab
let docker: DockerHost

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'silent' })
  await docker.cli(
    'run',
    '-d',
    '--name',
    'web',
    '--label',
    'com.docker.compose.project=shop',
    'lab/busybox',
    'sleep',
    '1000',
  )
  await docker.cli('run', '-d', '--name', 'brief', 'lab/busybox', 'sleep', '1000')
  await docker.cli('create', '--name', 'never', 'lab/busybox')
})
afterAll(() => lab[Symbol.asyncDispose]())

test('while the engine is silent its running containers keep name, image and labels, and lose what may have changed', async () => {
  const dockerMemory = new DockerMemory()
  const look = (option: string): Promise<Snapshot> =>
    lookAtHost({ docker: dockerAddress({ option, environment: {}, home: '/' }), dockerMemory, thorough: true })
  const before = await look(docker.dockerHost)
  await docker.cli('rm', '-f', 'brief')
  const during = await look('unix:///nonexistent/docker.sock')
  expect(during.engine).toBeNull()
  expect(during.problems.map(({ collector, kind }) => [collector, kind])).toContainEqual(['docker', 'unavailable'])
  const found = during.containers.filter(({ name }) => ['web', 'brief', 'never'].includes(name))
  const [web] = before.containers.filter(({ name }) => name === 'web')
  expect(web?.pid).toBeGreaterThan(0)
  expect(found).toEqual([{ ...web, state: 'unknown', health: 'none' }])
  const after = await look(docker.dockerHost)
  expect(after.containers.find(({ name }) => name === 'web')).toEqual(web)
})
