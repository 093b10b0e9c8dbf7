import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import type { Container, Engine } from '../../../collectors/containers/record.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { mountedVolumes, planSizes } from '../../../collectors/sizes/plan.ts'
import { fileTree } from '../file-tree.ts'

const container = (name: string, more: Partial<Container> = {}): Container => ({
  ...blankContainer({ id: name, runtime: 'docker', name }),
  ...more,
})

const volume = (name: string, source: string): Container['mounts'][number] => ({
  type: 'volume',
  name,
  source,
  destination: '/data',
  writable: true,
})

const engine: Engine = { address: 'unix:///run/docker.sock', version: '', apiVersion: '', pid: 9, netns: null }

const overlay = (device: string, mountPoint: string, upper: string): string =>
  `1 1 ${device} / ${mountPoint} rw - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=${upper},workdir=/w\n`

const hostMounts = [
  '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n',
  '1 1 8:2 / /var/lib/docker rw - xfs /dev/sda2 rw\n',
  '1 1 0:70 / /var/lib/docker/volumes/far/_data rw - nfs4 filer:/x rw\n',
  overlay('0:60', '/var/lib/docker/rootfs/overlayfs/web', '/var/lib/docker/snapshots/7/a\\054b\\040c'),
].join('')

const plan = (containers: readonly Container[], files: { readonly [path: string]: string } = {}, asked = engine) => {
  using tree = fileTree({ 'proc/1/mountinfo': hostMounts, 'proc/9/comm': 'dockerd\n', ...files })
  symlinkSync(tree.root, join(tree.root, 'proc/9/root'))
  const { containers: layers, volumes } = planSizes({ containers, engine: asked }, hostPaths(tree.root))
  return {
    layers: layers.map((item) => `${item.container.name} ${item.path} on ${item.device}, log ${item.logPath ?? '-'}`),
    volumes: volumes.map(({ volume: name, path, device }) => `${name} ${path} on ${device}`),
  }
}

describe('where layers are', () => {
  it('is what Docker says', () => {
    const web = container('web', {
      layer: '/var/lib/docker/overlay2/x/diff',
      logPath: '/var/lib/docker/containers/w/w-json.log',
    })
    expect(plan([web]).layers).toEqual([
      'web /var/lib/docker/overlay2/x/diff on /dev/sda2, log /var/lib/docker/containers/w/w-json.log',
    ])
  })

  it('otherwise follows from the overlay that the host has mounted too', () => {
    const files = { 'proc/5/mountinfo': `1 1 0:21 / /proc rw - proc proc rw\n${overlay('0:60', '/', '/what/it/says')}` }
    expect(plan([container('web', { pid: 5 })], files).layers).toEqual([
      'web /var/lib/docker/snapshots/7/a,b c on /dev/sda2, log -',
    ])
  })

  it.each([
    ['an overlay that only the container has mounted', overlay('0:99', '/', '/etc')],
    ['one that is not its root', overlay('0:60', '/srv', '/x')],
    ['one that another mount covers', `${overlay('0:60', '/', '/x')}1 1 0:80 / / rw - tmpfs tmpfs rw\n`],
    ['another filesystem', '1 1 8:3 / / rw - ext4 /dev/sda3 rw\n'],
  ])('is not known for %s', (_, mountinfo) => {
    expect(plan([container('web', { pid: 5 })], { 'proc/5/mountinfo': mountinfo }).layers).toEqual([])
  })

  it('is not known for a container that neither runs nor is described', () => {
    expect(plan([container('web'), container('odd', { layer: 'relative/diff' })]).layers).toEqual([])
  })
})

describe('volumes', () => {
  it('are listed once, with all that mount them', () => {
    const containers = [
      container('a', { mounts: [volume('data', '/v/data'), volume('data', '/v/data')] }),
      container('b', { mounts: [volume('data', '/v/data'), volume('other', '/v/other')] }),
      container('c', { mounts: [{ type: 'bind', source: '/etc', destination: '/etc', writable: false }] }),
    ]
    expect(mountedVolumes(containers)).toEqual([
      { volume: 'data', source: '/v/data', containers: ['a', 'b'] },
      { volume: 'other', source: '/v/other', containers: ['b'] },
    ])
  })

  it('are left alone where a call may hang', () => {
    const mounts = [
      volume('near', '/var/lib/docker/volumes/near/_data'),
      volume('far', '/var/lib/docker/volumes/far/_data'),
    ]
    expect(plan([container('a', { mounts })]).volumes).toEqual(['near /var/lib/docker/volumes/near/_data on /dev/sda2'])
  })
})

describe('paths of an engine whose root is another one', () => {
  const told = container('web', { layer: '/x/diff', logPath: '/x/log', mounts: [volume('data', '/v/data')] })

  it.each([
    ['on another machine', { ...engine, pid: 0 }],
    ['in a container, or not to be looked into', { ...engine, pid: 8 }],
  ])('%s are not looked at', (_, asked) => {
    expect(plan([told], { 'proc/8/root/x/diff/file': '' }, asked)).toEqual({ layers: [], volumes: [] })
  })
})
