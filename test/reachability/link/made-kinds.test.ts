import { describe, expect, it } from 'vitest'
import type { LinkInfo, PortInfo } from '../../../collectors/netlink/link-kinds/index.ts'
import { echo, type MadeDevice, type MadeHosts, pair, reasonsOf } from './made-hosts.ts'

describe('VLAN devices', () => {
  const tagged = (id: number): LinkInfo => ({ kind: 'vlan', data: { id, protocol: 0x8100 } })
  const wired = (id: number, isDown = false): MadeHosts => {
    const [left, right] = pair('a eth0', 'b eth0')
    return {
      a: [left, { name: 'eth0.10', info: tagged(10), over: 'a eth0', addresses: ['10.0.0.1/24'] }],
      b: [right, { name: 'eth0.10', info: tagged(id), over: 'b eth0', addresses: ['10.0.0.2/24'], isDown }],
    }
  }

  it('take frames with their tag', () => {
    expect(echo(wired(10), 'a', '10.0.0.2').outcome).toBe('replied')
  })

  it('leave other tags to nobody', () => {
    const lost = echo(wired(11), 'a', '10.0.0.2')
    expect(lost.outcome).toBe('host-unreachable')
    expect(reasonsOf(lost)).toEqual(['neighbour-failed', 'otherhost'])
  })

  it('drop their frames while they are down', () => {
    expect(reasonsOf(echo(wired(10, true), 'a', '10.0.0.2'))).toEqual(['neighbour-failed', 'device-down'])
  })
})

describe('a bridge that filters by VLAN', () => {
  const port = (name: string, pvid: number, others: readonly number[] = []): MadeDevice => {
    const info: PortInfo = { kind: 'bridge', data: { state: 'forwarding', number: name.charCodeAt(1) } }
    return {
      name,
      info: { kind: 'veth' },
      port: info,
      master: 'br0',
      over: `${name.slice(1)} eth0`,
      vlans: [
        ...(pvid === 0 ? [] : [{ from: pvid, to: pvid, pvid: true, untagged: true }]),
        ...others.map((id) => ({ from: id, to: id, pvid: false, untagged: false })),
      ],
    }
  }
  const end = (address: string, at: string): MadeDevice => ({
    name: 'eth0',
    info: { kind: 'veth' },
    over: `sw ${at}`,
    addresses: [address],
  })
  const bridge = (vlans: MadeDevice['vlans'] = []): MadeDevice => ({
    name: 'br0',
    info: { kind: 'bridge', data: { vlanFiltering: true, vlanProtocol: 0x8100 } },
    addresses: ['10.0.0.9/24'],
    vlans,
  })
  const hosts = (pvids: readonly [number, number], own: MadeDevice['vlans'] = []): MadeHosts => ({
    sw: [bridge(own), port('pa', pvids[0]), port('pb', pvids[1])],
    a: [end('10.0.0.1/24', 'pa')],
    b: [end('10.0.0.2/24', 'pb')],
  })

  it('forwards within a VLAN', () => {
    expect(echo(hosts([10, 10]), 'a', '10.0.0.2').outcome).toBe('replied')
  })

  it('does not forward between VLANs', () => {
    expect(reasonsOf(echo(hosts([10, 20]), 'a', '10.0.0.2'))).toContain('bridge-vlan')
  })

  it('takes no untagged frame without a PVID', () => {
    const lost = echo(hosts([0, 10]), 'a', '10.0.0.2')
    expect([lost.outcome, ...reasonsOf(lost)]).toEqual(['host-unreachable', 'neighbour-failed', 'bridge-vlan'])
  })

  it('is in a VLAN itself, or not', () => {
    const own = [{ from: 10, to: 10, pvid: true, untagged: true }]
    expect(echo(hosts([10, 10], own), 'a', '10.0.0.9').outcome).toBe('replied')
    expect(reasonsOf(echo(hosts([10, 10]), 'a', '10.0.0.9'))).toContain('bridge-vlan')
  })

  it('leaves the tag on for a port that wants it', () => {
    const trunk: MadeHosts = {
      sw: [bridge(), port('pa', 10), port('pb', 0, [10])],
      a: [end('10.0.0.1/24', 'pa')],
      b: [
        { name: 'eth0', info: { kind: 'veth' }, over: 'sw pb' },
        { name: 'v10', info: { kind: 'vlan', data: { id: 10 } }, over: 'b eth0', addresses: ['10.0.0.2/24'] },
      ],
    }
    expect(echo(trunk, 'a', '10.0.0.2').outcome).toBe('replied')
    expect(echo(trunk, 'b', '10.0.0.1').outcome).toBe('replied')
  })
})

describe('ipvlan', () => {
  const mac = '02:00:00:00:00:07'
  const hosts = (mode: 'l2' | 'l3', flags = 0): MadeHosts => {
    const [left, right] = pair('host up0', 'lan up0')
    const info: LinkInfo = { kind: 'ipvlan', data: { mode, flags } }
    return {
      host: [{ ...left, mac, addresses: ['10.0.0.9/24'] }],
      lan: [{ ...right, addresses: ['10.0.0.8/24'] }],
      a: [{ name: 'eth0', mac, info, over: 'host up0', addresses: ['10.0.0.1/24'] }],
      b: [{ name: 'eth0', mac, info, over: 'host up0', addresses: ['10.0.0.2/24'] }],
    }
  }

  it('gives packets to each other, and to the wire', () => {
    expect(echo(hosts('l2'), 'a', '10.0.0.2').outcome).toBe('replied')
    expect(echo(hosts('l2'), 'a', '10.0.0.8').outcome).toBe('replied')
    expect(echo(hosts('l2'), 'lan', '10.0.0.2').outcome).toBe('replied')
  })

  it('has no way to its own host', () => {
    expect(echo(hosts('l2'), 'a', '10.0.0.9').outcome).toBe('host-unreachable')
  })
})

describe('a bond', () => {
  const mac = '02:00:00:00:00:05'
  const hosts = (activePort: number): MadeHosts => {
    const [one, oneEnd] = pair('a p1', 'b p1')
    const [two, twoEnd] = pair('a p2', 'b p2')
    const member = (device: MadeDevice, state: 'ACTIVE' | 'BACKUP'): MadeDevice => ({
      ...device,
      mac,
      master: 'bond0',
      port: { kind: 'bond', data: { state } },
    })
    return {
      a: [
        member(one, activePort === 2 ? 'ACTIVE' : 'BACKUP'),
        member(two, activePort === 3 ? 'ACTIVE' : 'BACKUP'),
        {
          name: 'bond0',
          mac,
          info: { kind: 'bond', data: { mode: 'active-backup', activePort } },
          addresses: ['10.0.0.1/24'],
        },
      ],
      b: [{ ...oneEnd, addresses: ['10.0.0.2/24'] }, twoEnd],
    }
  }

  it('sends and takes by its active port', () => {
    expect(echo(hosts(2), 'a', '10.0.0.2').outcome).toBe('replied')
    expect(echo(hosts(2), 'b', '10.0.0.1').outcome).toBe('replied')
  })

  it('takes nothing by the port that stands by', () => {
    expect(reasonsOf(echo(hosts(3), 'b', '10.0.0.1'))).toContain('no-carrier')
  })
})

describe('tunnels of IP', () => {
  const hosts = (kind: 'ipip' | 'gre', keys: readonly [number, number] = [1, 1]): MadeHosts => {
    const [left, right] = pair('a up0', 'b up0')
    const info = (local: string, remote: string, key: number): LinkInfo =>
      kind === 'ipip'
        ? { kind, data: { local, remote } }
        : { kind, data: { local, remote, inputFlags: 0x2000, outputFlags: 0x2000, inputKey: key, outputKey: key } }
    const tunnel = (local: string, remote: string, key: number, address: string): MadeDevice => ({
      name: 'tun0',
      info: info(local, remote, key),
      hardwareType: 768,
      addresses: [address],
    })
    return {
      a: [{ ...left, addresses: ['192.168.7.1/24'] }, tunnel('192.168.7.1', '192.168.7.2', keys[0], '10.0.0.1/24')],
      b: [{ ...right, addresses: ['192.168.7.2/24'] }, tunnel('192.168.7.2', '192.168.7.1', keys[1], '10.0.0.2/24')],
    }
  }

  it('carry packets to their other end', () => {
    expect(echo(hosts('ipip'), 'a', '10.0.0.2').outcome).toBe('replied')
    expect(echo(hosts('gre'), 'a', '10.0.0.2').outcome).toBe('replied')
  })

  it('take nothing with another key', () => {
    expect(echo(hosts('gre', [1, 2]), 'a', '10.0.0.2').outcome).not.toBe('replied')
  })
})

it('does not know what is behind a device of hardware, or of an unknown kind', () => {
  const lone = (info?: LinkInfo): MadeHosts => ({
    a: [{ name: 'eth0', addresses: ['10.0.0.1/24'], ...(info === undefined ? {} : { info }) }],
  })
  expect(reasonsOf(echo(lone(), 'a', '10.0.0.2'))).toContain('beyond-uplink')
  expect(reasonsOf(echo(lone({ kind: 'wireguard' }), 'a', '10.0.0.2'))).toContain('tunnel-unknown')
  expect(reasonsOf(echo(lone({ kind: 'other', name: 'hsr', data: '' }), 'a', '10.0.0.2'))).toContain('tunnel-unknown')
})
