import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { containerOfInspect, containerOfListEntry } from '../../../collectors/containers/docker-container.ts'
import { networkOf } from '../../../collectors/containers/docker-network.ts'
import { containerShape, containerStates, networkShape } from '../../../collectors/containers/record.ts'
import type { Shape } from '../../../collectors/wire/shape.ts'

const id = 'a1'.repeat(32)
const network = 'b2'.repeat(32)
const ajv = new Ajv({ strict: false })
const conforms = (shape: Shape<unknown>, value: unknown) => {
  const valid = ajv.validate(shape.json, JSON.parse(JSON.stringify(value)))
  return valid ? '' : ajv.errorsText()
}

describe('containerOfInspect', () => {
  it.each([{}, null, [], 'x', { State: null, Config: 7, HostConfig: [], NetworkSettings: { Networks: { n: null } } }])(
    'makes a whole record of %j',
    (json) => {
      const container = containerOfInspect(json, 'docker')
      expect(conforms(containerShape, container)).toBe('')
      expect(conforms(containerShape, containerOfListEntry(json, 'docker'))).toBe('')
      expect(container).toMatchObject({ state: 'unknown', pid: 0, netns: null, restartPolicy: 'no', health: 'none' })
    },
  )

  it.each(containerStates)('knows the state %s', (state) => {
    expect(containerOfInspect({ State: { Status: state } }, 'docker').state).toBe(state)
    expect(containerOfListEntry({ State: state }, 'docker').state).toBe(state)
  })

  it('names the network of a mode that is an id, and Linux default', () => {
    const mode = (NetworkMode: string) =>
      containerOfInspect(
        { HostConfig: { NetworkMode }, NetworkSettings: { Networks: { shop: { NetworkID: network } } } },
        'docker',
      ).networkMode
    expect([
      mode('default'),
      mode(network),
      mode(network.slice(0, 12)),
      mode('shop'),
      mode(`container:${id}`),
      mode(id),
    ]).toEqual(['bridge', 'shop', 'shop', 'shop', `container:${id}`, id])
  })

  it('tells DNS names, also of engines that do not', () => {
    const names = (network: string, endpoint: object) =>
      containerOfInspect({ Name: '/web', NetworkSettings: { Networks: { [network]: endpoint } } }, 'docker')
        .endpoints[0]?.dnsNames
    expect(names('shop', { Aliases: ['w'], DNSNames: ['web', 'w', 'abc'] })).toEqual(['web', 'w', 'abc'])
    expect(names('shop', { Aliases: ['w', 'web'] })).toEqual(['web', 'w'])
    expect(names('shop', { Aliases: ['w'], DNSNames: null })).toEqual([])
    expect(names('bridge', { Aliases: ['w'] })).toEqual([])
  })

  it('takes links, swarm names, and no limit for none', () => {
    const labels = {
      'com.docker.swarm.service.name': 's',
      'com.docker.swarm.task.name': 's.1.x',
      'com.docker.stack.namespace': 'p',
    }
    const HostConfig = {
      Links: ['/db:/web/friend'],
      Memory: -1,
      PidsLimit: null,
      CpuQuota: -1,
      MemorySwap: 0,
      NanoCpus: 2 ** 60,
    }
    expect(containerOfInspect({ Config: { Labels: labels }, HostConfig }, 'docker')).toMatchObject({
      links: ['db:friend'],
      limits: {},
      project: 'p',
      service: 's',
      task: 's.1.x',
    })
  })

  it('takes what is mounted in one order, and paths only where there are some', () => {
    const Mounts = [
      { Type: 'tmpfs', Source: '', Destination: '/tmp', RW: true },
      { Type: 'volume', Name: 'v', Source: '/v/_data', Destination: '/data', Mode: 'z', RW: false },
      null,
    ]
    const mounts = [
      { type: '', source: '', destination: '', writable: false },
      { type: 'volume', name: 'v', source: '/v/_data', destination: '/data', writable: false },
      { type: 'tmpfs', source: '', destination: '/tmp', writable: true },
    ]
    expect(containerOfInspect({ Mounts }, 'docker').mounts).toEqual(mounts)
    expect(containerOfListEntry({ Mounts: Mounts.toReversed() }, 'docker').mounts).toEqual(mounts)
    const paths = { GraphDriver: { Data: { UpperDir: '/l/diff' } }, LogPath: '/x-json.log' }
    expect(containerOfInspect(paths, 'docker')).toMatchObject({ layer: '/l/diff', logPath: '/x-json.log' })
    const none = containerOfInspect({ GraphDriver: { Data: null }, LogPath: '' }, 'docker')
    expect(Object.keys(none)).not.toEqual(expect.arrayContaining(['layer']))
    expect(Object.keys(none)).not.toEqual(expect.arrayContaining(['logPath']))
  })

  it('reads what the list tells', () => {
    const entry = {
      Id: id,
      Names: ['/web/friend', '/db'],
      Created: 1_700_000_000,
      HostConfig: { NetworkMode: 'default' },
    }
    expect(containerOfListEntry(entry, 'docker')).toMatchObject({
      id,
      name: 'db',
      createdAt: '2023-11-14T22:13:20.000Z',
      networkMode: 'bridge',
    })
  })
})

describe('networkOf', () => {
  it.each([{}, null, { IPAM: { Config: [null] }, Options: { a: 1 } }])('makes a whole record of %j', (json) => {
    expect(conforms(networkShape, networkOf(json, 'docker'))).toBe('')
  })

  it('knows the bridge of a bridge network only', () => {
    const bridge = (more: object, runtime = 'docker') => networkOf({ Id: network, ...more }, runtime).bridge
    const Options = { 'com.docker.network.bridge.name': 'docker0' }
    expect(bridge({ Driver: 'bridge' })).toBe('br-b2b2b2b2b2b2')
    expect(bridge({ Driver: 'bridge', Options })).toBe('docker0')
    expect(bridge({ Driver: 'overlay', Options })).toBeUndefined()
    expect(bridge({ Driver: 'bridge' }, 'podman')).toBeUndefined()
  })
})
