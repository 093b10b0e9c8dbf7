import { expect, it } from 'vitest'
import { cgroupPaths } from '../../../collectors/containers/cgroup-paths.ts'

const a = 'a'.repeat(64)
const b = 'b'.repeat(64)

it.each([
  ['version 2', `0::/system.slice/docker-${a}.scope\n`, a, { '': `/system.slice/docker-${a}.scope` }],
  ['a process below', `0::/docker/${a}/init/x\n`, a, { '': `/docker/${a}` }],
  ['nested, the outer', `0::/docker/${a}/docker/${b}\n`, a, { '': `/docker/${a}` }],
  ['nested, the inner', `0::/docker/${a}/docker/${b}/y\n`, b, { '': `/docker/${a}/docker/${b}` }],
  ['another container', `0::/docker/${a}\n`, b, {}],
  [
    'version 1 with other places for some controllers',
    `12:rdma:/\n4:memory:/pool/docker/${a}/w\n2:cpu,cpuacct:/docker/${a}\n1:name=systemd:/docker/${a}\n0::/system.slice/x.service\n`,
    a,
    {
      memory: `/pool/docker/${a}`,
      cpu: `/docker/${a}`,
      cpuacct: `/docker/${a}`,
      'name=systemd': `/docker/${a}`,
    },
  ],
  ['no text', '', a, {}],
])('%s', (_, text, container, paths) => {
  expect(Object.fromEntries(cgroupPaths(text, container))).toEqual(paths)
})
