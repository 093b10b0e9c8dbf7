import { describe, expect, it } from 'vitest'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import { joinContainers, type ProcessSighting } from '../../../collectors/containers/join.ts'
import type { Container } from '../../../collectors/containers/record.ts'

const a = 'a1'.repeat(32)
const b = 'b2'.repeat(32)

const container = (id: string, more: Partial<Container> = {}): Container => ({
  ...blankContainer({ id, runtime: 'docker', name: 'web' }),
  state: 'running',
  ...more,
})

const process = (pid: number, cgroup: string, more: Partial<ProcessSighting> = {}): ProcessSighting => ({
  pid,
  startTicks: pid,
  netns: `ns${pid}`,
  cgroup: `0::${cgroup}\n`,
  ...more,
})

const join = (containers: readonly Container[], processes: readonly ProcessSighting[], local = true) => {
  const joined = joinContainers({ containers, processes, local })
  const lines = joined.containers.map(
    ({ runtime, name, state, pid, netns, cgroup }) => `${runtime} ${name} ${state} ${pid} ${netns} ${cgroup ?? '-'}`,
  )
  return { lines, problems: joined.problems.map(({ kind, message }) => `${kind}: ${message}`) }
}

describe('joinContainers', () => {
  it('gives a container the namespace of the process that Docker names', () => {
    expect(join([container(a, { pid: 7 })], [process(5, `/docker/${a}/x`), process(7, `/docker/${a}`)])).toEqual({
      lines: [`docker web running 7 ns7 /docker/${a}`],
      problems: [],
    })
  })

  it('refuses a process of another container', () => {
    expect(
      join(
        [container(a, { pid: 7 }), container(b, { pid: 8 })],
        [process(7, `/docker/${b}`), process(8, `/docker/${b}`)],
      ),
    ).toEqual({
      lines: ['docker web running 0 null -', `docker web running 8 ns8 /docker/${b}`],
      problems: ['vanished: process 7 belongs to another container by now'],
    })
  })

  it('refuses a nested cgroup that is named after another container', () => {
    const faked = join(
      [container(a, { pid: 7 }), container(b, { pid: 8 })],
      [process(7, `/docker/${b}/docker/${a}`), process(8, `/docker/${b}`)],
    )
    expect(faked.lines[0]).toBe('docker web running 0 null -')
  })

  it('says when the process is gone', () => {
    expect(join([container(a, { pid: 7 })], []).problems).toEqual([
      'vanished: its process 7 has ended since Docker named it',
    ])
  })

  it('accepts a process whose cgroup names nobody, when the engine is local', () => {
    expect(join([container(a, { pid: 7 })], [process(7, '/')])).toEqual({
      lines: ['docker web running 7 ns7 -'],
      problems: [],
    })
    expect(join([container(a, { pid: 7 })], [process(7, '/')], false).lines).toEqual(['docker web running 0 null -'])
  })

  it('finds the process by cgroup where Docker counts in another pid namespace', () => {
    const processes = [process(7, '/init.scope'), process(907, `/docker/${a}`), process(908, `/docker/${a}`)]
    expect(join([container(a, { pid: 7 })], processes).lines).toEqual([`docker web running 907 ns907 /docker/${a}`])
    expect(join([container(a, { pid: 4 })], processes).lines).toEqual([`docker web running 907 ns907 /docker/${a}`])
  })

  it('finds the process of a container that Docker could not describe, and none for one that does not run', () => {
    const processes = [process(9, `/docker/${a}`)]
    expect(join([container(a)], processes).lines).toEqual([`docker web running 9 ns9 /docker/${a}`])
    expect(join([container(a, { state: 'exited' })], processes).lines).toEqual(['docker web exited 0 null -'])
  })

  it('recognises containers with a cgroup parent of their own by their id', () => {
    expect(join([container(a, { pid: 7 })], [process(7, `/parent/${a}`)]).lines).toEqual([
      `docker web running 7 ns7 /parent/${a}`,
    ])
    expect(join([], [process(7, `/parent/${a}`)]).lines).toEqual([])
  })

  it('knows its containers from inside an outer one', () => {
    expect(join([container(a, { pid: 7 })], [process(7, `/docker/${b}/docker/${a}`)]).lines).toEqual([
      `docker web running 7 ns7 /docker/${b}/docker/${a}`,
    ])
  })

  it('lets containers that share a namespace each have it by their own process', () => {
    const shared = join(
      [container(a, { pid: 7 }), container(b, { pid: 8, networkMode: `container:${a}` })],
      [process(7, `/docker/${a}`, { netns: 'shared' }), process(8, `/docker/${b}`, { netns: 'shared' })],
    )
    expect(shared.lines.map((line) => line.split(' ')[4])).toEqual(['shared', 'shared'])
  })

  it('shows what Docker does not manage by its earliest process', () => {
    const { lines } = join(
      [],
      [
        process(30, '/lxc.payload.box/a', { startTicks: 900 }),
        process(40, '/lxc.payload.box/b', { startTicks: 100 }),
        process(50, `/system.slice/docker-${a}.scope`),
        process(51, `/machine.slice/libpod-conmon-${b}.scope`),
        process(52, `/machine.slice/libpod-${b}.scope/container`, { netns: null }),
        process(60, '/machine.slice/machine-d\\x2d1.scope/payload', { startTicks: 5n }),
        process(59, '/machine.slice/machine-d\\x2d1.scope/payload', { startTicks: 5n }),
      ],
    )
    expect(lines).toEqual([
      'lxc box unknown 40 ns40 /lxc.payload.box',
      `docker ${a.slice(0, 12)} unknown 50 ns50 /system.slice/docker-${a}.scope`,
      `podman ${b.slice(0, 12)} unknown 52 null /machine.slice/libpod-${b}.scope`,
      'systemd-nspawn d-1 unknown 59 ns59 /machine.slice/machine-d\\x2d1.scope',
    ])
  })
})
