import { describe, expect, it } from 'vitest'
import { portsOfInspect, portsOfListEntry } from '../../../collectors/containers/docker-ports.ts'

const binding = (HostIp: string, HostPort: string) => ({ HostIp, HostPort })
const running = (Ports: object, NetworkMode = 'bridge') => ({
  State: { Pid: 7 },
  HostConfig: { NetworkMode, PortBindings: { '1/tcp': [binding('', '1')] } },
  NetworkSettings: { Ports },
})
const stopped = (PortBindings: object, NetworkMode = 'bridge') => ({
  State: { Pid: 0 },
  HostConfig: { NetworkMode, PortBindings },
  NetworkSettings: { Ports: {} },
})

describe('portsOfInspect', () => {
  it('reads what a running container has', () => {
    const ports = {
      '80/tcp': [binding('0.0.0.0', '8080'), binding('::', '8080')],
      '5/sctp': [binding('127.0.0.1', '6')],
      '9/udp': null,
    }
    expect(portsOfInspect(running(ports))).toEqual([
      { protocol: 'tcp', containerPort: 80, hostIp: '0.0.0.0', hostPort: 8080 },
      { protocol: 'tcp', containerPort: 80, hostIp: '::', hostPort: 8080 },
      { protocol: 'sctp', containerPort: 5, hostIp: '127.0.0.1', hostPort: 6 },
      { protocol: 'udp', containerPort: 9 },
    ])
  })

  it('reads what a stopped container wishes', () => {
    expect(portsOfInspect(stopped({ '80/tcp': [binding('', '')], 81: [binding('', '90-99')], '82/tcp': [] }))).toEqual([
      { protocol: 'tcp', containerPort: 81, hostIp: '', hostPort: 90, hostPortEnd: 99 },
      { protocol: 'tcp', containerPort: 80, hostIp: '', hostPort: 0 },
      { protocol: 'tcp', containerPort: 82 },
    ])
  })

  it.each(['host', 'none', 'container:abc'])('knows that nothing is published with the network mode %s', (mode) => {
    expect(portsOfInspect(stopped({ '80/tcp': [binding('', '80')] }, mode))).toEqual([])
  })

  it('adds exposed ports once, and passes over what it does not know', () => {
    const exposed = { '80/tcp': {}, '53/udp': {}, 'x/tcp': {}, '1/dccp': {}, __proto__: {} }
    const inspect = { ...running({ '80/tcp': [binding('0.0.0.0', '8080')] }), Config: { ExposedPorts: exposed } }
    expect(portsOfInspect(inspect)).toEqual([
      { protocol: 'tcp', containerPort: 80, hostIp: '0.0.0.0', hostPort: 8080 },
      { protocol: 'udp', containerPort: 53 },
    ])
  })

  it.each([null, 7, 'x', [], {}, { NetworkSettings: { Ports: [1] }, State: { Pid: 1 } }])(
    'reads %j as no ports',
    (json) => {
      expect(portsOfInspect(json)).toEqual([])
    },
  )
})

describe('portsOfListEntry', () => {
  it('reads the flat form', () => {
    const Ports = [
      { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { PrivatePort: 53, Type: 'udp' },
      { PrivatePort: 1, Type: 'dccp' },
    ]
    expect(portsOfListEntry({ Ports })).toEqual([
      { protocol: 'tcp', containerPort: 80, hostIp: '::', hostPort: 8080 },
      { protocol: 'udp', containerPort: 53 },
    ])
  })
})
