import { expect, test } from 'vitest'
import { blankContainer } from '../../collectors/containers/blank-container.ts'
import type { Container } from '../../collectors/containers/record.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { usageTargets } from '../../collectors/usage-targets.ts'

const one = 'a'.repeat(64)
const other = 'b'.repeat(64)

const container = (id: string, values: Partial<Container> = {}): Container => ({
  ...blankContainer({ id, name: id.slice(0, 4), runtime: 'docker' }),
  cgroup: `/docker/${id}`,
  ...values,
})

const namespace = (id: string, values: Partial<Namespace> = {}): Namespace => ({
  id,
  inode: 4_026_530_000 + Number(id),
  names: [],
  pids: [],
  root: false,
  holder: 'process',
  ...values,
})

const process = (pid: number, netns: string | null, cgroup: string) => ({ pid, netns, cgroup: `0::${cgroup}\n` })

const noRules = { nftables: [], xtables: [] } as const

test('a container is read of where its processes are, those in cgroups below its own too', () => {
  const processes = [
    process(1, '1', '/init.scope'),
    process(20, '2', `/docker/${one}/supervised`),
    process(21, '2', `/docker/${one}`),
    process(22, '3', `/docker/${one}/docker/${other}`),
  ]
  const { containers } = usageTargets(
    { containers: [container(one)], namespaces: [], engine: null, ...noRules },
    processes,
  )
  expect(containers).toEqual([
    { id: one, path: `/docker/${one}`, cgroup: `0::/docker/${one}/supervised\n`, pids: [20, 21, 22] },
  ])
})

test('a container without a process or a cgroup has no counters', () => {
  const { cgroup: _, ...nowhere } = container(other)
  const processes = [process(20, '2', `/docker/${other}`), process(21, '2', '/')]
  const containers = [container(one), nowhere]
  expect(usageTargets({ containers, namespaces: [], engine: null, ...noRules }, processes).containers).toEqual([])
})

test('namespaces are those of the host, of the engine and of containers, the host’s first', () => {
  const namespaces = [
    namespace('7'),
    namespace('2', { pids: [20, 21] }),
    namespace('1', { root: true, pids: [1] }),
    namespace('3'),
  ]
  const containers = [container(one, { netns: '2' }), container(other, { netns: '2' })]
  const rules = {
    nftables: ['2', '3'].map((netns) => ({ netns, family: 'ip', name: 'nat' })),
    xtables: [{ netns: '1', family: 'ipv4', name: 'filter', chains: [] }],
  } as unknown as Pick<Snapshot, 'nftables' | 'xtables'>
  const engine = { netns: '3' } as NonNullable<Parameters<typeof usageTargets>[0]['engine']>
  expect(usageTargets({ containers, namespaces, engine, ...rules }, []).namespaces).toEqual([
    { id: '1', inode: 4_026_530_001, pids: [1], publishes: false, rules: { nftables: [], hasLegacy: true } },
    { id: '2', inode: 4_026_530_002, pids: [20, 21], publishes: false, rules: null },
    {
      id: '3',
      inode: 4_026_530_003,
      pids: [],
      publishes: false,
      rules: { nftables: [{ family: 'ip', table: 'nat' }], hasLegacy: false },
    },
  ])
})

test('listeners are wanted where one of the containers publishes a port', () => {
  const port = { protocol: 'tcp', containerPort: 80 } as const
  const containers = [
    container(one, { netns: '2', ports: [port] }),
    container(other, { netns: '3', ports: [port, { ...port, hostPort: 8080 }] }),
  ]
  const { namespaces } = usageTargets(
    { containers, namespaces: [namespace('2'), namespace('3')], engine: null, ...noRules },
    [],
  )
  expect(namespaces.map(({ id, publishes }) => [id, publishes])).toEqual([
    ['2', false],
    ['3', true],
  ])
})
