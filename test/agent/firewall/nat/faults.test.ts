import { describe, expect, test } from 'vitest'
import { accept, at, changed, dnat, docker0, faultsAt, host, idsAt, web, withRules, withWeb } from './default-host.ts'
import { faultIds, faultOf, portAt, reportOf, type TestHost } from './nat-scene.ts'

test('a host as Docker leaves it has no faults', () => {
  const report = reportOf(host)
  expect(faultIds(report)).toEqual([])
  expect(report.stale).toEqual([])
})

describe('the container', () => {
  test('is paused', () => {
    const report = withWeb({ state: 'paused' })
    expect(faultsAt(report)).toEqual([
      {
        id: 'container-paused',
        level: 'broken',
        text: 'web is paused: nobody gets an answer',
        remedy: 'docker unpause web',
      },
    ])
  })

  test('is stopped: its rules and its proxy are gone with it', () => {
    const report = withWeb({ state: 'exited' }, { ipv4: changed([dnat, ''], [accept, '']) })
    expect(faultsAt(report)).toEqual([
      {
        id: 'container-stopped',
        level: 'doubtful',
        text: 'web is exited: the port is not published',
        remedy: 'docker start web',
      },
    ])
    expect(portAt(report, at).listener).toEqual({ state: 'unknown' })
  })

  test('keeps restarting', () => {
    const report = withWeb({ state: 'restarting' }, { ipv4: changed([dnat, ''], [accept, '']) })
    expect(idsAt(report)).toEqual(['container-restarting'])
  })

  test('cannot start: another has the port', () => {
    const ipv4 = changed([dnat, ''], [accept, ''])
    const byProcess = withWeb({ state: 'created' }, { ipv4, sockets: ['0.0.0.0:8080/tcp nginx'] })
    expect(idsAt(byProcess)).toEqual(['container-stopped', 'port-taken'])
    expect(faultOf(faultsAt(byProcess), 'port-taken').text).toMatch(/^nginx \(pid \d+\) has 0\.0\.0\.0:8080\/tcp now/)
    const other = { ...web, name: 'old', state: 'exited' } as const
    const byContainer = reportOf({ ...host, containers: [web, other] })
    const [, stopped] = byContainer.ports.toSorted((one, two) =>
      one.container?.name === 'web' ? -1 : two.declared ? 1 : 0,
    )
    expect(stopped?.faults.map(({ text }) => text)).toContain('web has 0.0.0.0:8080/tcp now: old cannot start')
  })
})

describe('the listener', () => {
  test('there is none', () => {
    const report = withWeb({ listens: ['0.0.0.0:8000/tcp', '0.0.0.0:80/udp'] })
    expect(faultsAt(report)).toEqual([
      {
        id: 'no-listener',
        level: 'broken',
        text: 'nothing listens on 80/tcp in web',
        remedy: 'start the program in web, or publish the port on which it listens',
      },
    ])
    expect(portAt(report, at).listener).toEqual({ state: 'none' })
  })

  test('hears its own loopback only', () => {
    const report = withWeb({ listens: ['127.0.0.1:80/tcp'] })
    const { text, remedy } = faultOf(faultsAt(report), 'loopback-only')
    expect(text).toMatch(/^webd \(pid \d+\) in web listens on 127\.0\.0\.1:80 only/)
    expect(remedy).toBe('let it listen on 0.0.0.0')
  })

  test('hears another address only', () => {
    expect(idsAt(withWeb({ listens: ['172.30.0.7:80/tcp'] }))).toEqual(['other-address'])
    expect(idsAt(withWeb({ listens: ['[::1]:80/tcp', '172.30.0.7:80/tcp'] }))).toEqual(['other-address'])
  })

  test.each(['0.0.0.0:80/tcp', '172.17.0.2:80/tcp', '[::]:80/tcp'])('hears what comes: %s', (socket) => {
    const report = withWeb({ listens: ['127.0.0.1:80/tcp', socket] })
    expect(idsAt(report)).toEqual([])
    expect(portAt(report, at).listener).toMatchObject({ state: 'listening', command: 'webd' })
  })

  test('of IPv6 alone does not hear IPv4', () => {
    const report = withWeb(
      { listens: ['[::]:80/tcp'] },
      {
        change: ({ sockets }) => ({
          sockets: sockets.map((socket) => (socket.netns === 'web' ? { ...socket, onlyIpv6: true } : socket)),
        }),
      },
    )
    expect(idsAt(report)).toEqual(['other-address'])
  })

  test('is not known where sockets could not be read', () => {
    const unread = withWeb(
      { listens: [] },
      {
        change: () => ({
          problems: [{ collector: 'sockets', kind: 'denied', about: 'netns 4026531841', message: '' }],
        }),
      },
    )
    expect(portAt(unread, at).listener).toEqual({ state: 'unknown' })
    expect(idsAt(withWeb({ listens: [] }, { change: () => ({ sockets: [] }) }))).not.toContain('no-listener')
    // That of another namespace, and owners that are not known, are no reason.
    for (const about of [{ about: 'netns 7' }, {}]) {
      const problem = { collector: 'sockets', kind: 'denied', message: '', ...about } as const
      expect(idsAt(withWeb({ listens: [] }, { change: () => ({ problems: [problem] }) }))).toEqual(['no-listener'])
    }
  })

  test('is not known where the container leads packets elsewhere by its own rules', () => {
    const redirecting = {
      netns: 'web',
      family: 'ipv4',
      name: 'nat',
      chains: [
        {
          name: 'PREROUTING',
          base: { hook: 'prerouting', policy: 'accept', packets: 0, bytes: 0 },
          rules: [{ packets: 0, bytes: 0 }],
        },
      ],
    } as unknown as Parameters<NonNullable<TestHost['change']>>[0]['xtables'][number]
    const report = withWeb({ listens: ['0.0.0.0:15001/tcp'] }, { change: () => ({ xtables: [redirecting] }) })
    expect(portAt(report, at).listener).toEqual({ state: 'unknown' })
    expect(idsAt(report)).toEqual([])
  })
})

describe('the rule that leads to the container', () => {
  test('is missing: what comes through the proxy still gets there', () => {
    expect(faultsAt(withRules(changed([dnat, ''])))).toEqual([
      {
        id: 'dnat-missing',
        level: 'doubtful',
        text: 'no rule leads 0.0.0.0:8080/tcp to 172.17.0.2:80',
        remedy: 'docker restart web',
      },
    ])
  })

  test('is missing, and there is no proxy: dockerd is a decoy', () => {
    const [fault] = faultsAt(withRules(changed([dnat, '']), { proxies: false }))
    expect(fault).toMatchObject({ id: 'dnat-missing', level: 'broken' })
    expect(fault?.text).toContain('dockerd (pid 50) only keeps the port, and connections to it hang')
  })

  test.each([dnat.replace('172.17.0.2:80', '172.17.0.2:81'), dnat.replace('172.17.0.2:80', '172.17.0.3:80')])(
    'leads elsewhere: %s',
    (line) => {
      const report = withRules(changed([dnat, line]))
      const [fault] = faultsAt(report)
      expect(fault).toMatchObject({
        id: 'dnat-astray',
        level: 'broken',
        remedy: 'iptables-legacy -t nat -D DOCKER 2, then docker restart web',
      })
    },
  )

  test.each([
    dnat.replace('8080', '8081'),
    dnat.replaceAll('tcp', 'udp'),
    dnat.replace('DOCKER ', 'DOCKER -d 10.9.9.9/32 '),
  ])('is another one: %s', (line) => {
    expect(idsAt(withRules(changed([dnat, line])))).toEqual(['dnat-missing'])
  })

  test.each([
    dnat.replace('8080', '8000:8100'),
    dnat.replace('-p tcp -m tcp --dport 8080', '-p tcp -m multiport --dports 80,8080'),
    dnat.replace('DOCKER ', 'DOCKER -d 192.0.2.100/32 '),
    dnat.replace('! -i docker0 ', ''),
    `-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80`,
  ])('may have other forms: %s', (line) => {
    expect(idsAt(withRules(changed([dnat, line])))).toEqual([])
  })

  test('comes too late', () => {
    const early = '-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.2.3:80'
    const jump = '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER'
    const report = withRules(changed([jump, `${early}\n${jump}`]))
    expect(faultsAt(report)).toEqual([
      {
        id: 'dnat-shadowed',
        level: 'broken',
        text: 'nat PREROUTING #1 takes the packets before nat DOCKER #2: -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.2.3:80',
        remedy: 'iptables-legacy -t nat -D PREROUTING 1',
      },
    ])
    // It may take them, or not: nothing is said.
    const may = early.replace('PREROUTING', 'PREROUTING -s 10.0.0.0/8')
    expect(idsAt(withRules(changed([jump, `${may}\n${jump}`])))).toEqual([])
    // Two rules that lead to the same place.
    const same = early.replace('10.1.2.3', '172.17.0.2')
    expect(idsAt(withRules(changed([jump, `${same}\n${jump}`])))).toEqual([])
  })

  test('is in a chain to which no packet gets', () => {
    const jump = '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER'
    const other = '-A PREROUTING -d 10.9.9.9/32 -j DOCKER'
    expect(faultsAt(withRules(changed([jump, other])))).toMatchObject([
      { id: 'dnat-unreached', level: 'doubtful', remedy: 'systemctl restart docker' },
    ])
  })

  test('serves an address that the host has not any more', () => {
    const ports = ['192.0.2.77:8080 -> 80/tcp']
    const ipv4 = changed([dnat, dnat.replace('DOCKER ', 'DOCKER -d 192.0.2.77/32 ')])
    expect(idsAt(withWeb({ ports }, { ipv4 }), '192.0.2.77:8080/tcp')).toEqual(['address-not-here'])
    expect(idsAt(withWeb({ ports }, { ipv4, addresses: ['192.0.2.77'] }), '192.0.2.77:8080/tcp')).toEqual([])
  })

  test('is not asked for where there is none to be', () => {
    const without = changed([dnat, ''])
    const option = { 'com.docker.network.bridge.gateway_mode_ipv4': 'routed' }
    expect(idsAt(withRules(without, { networks: [{ ...docker0, options: option }] }))).toEqual([])
    expect(idsAt(withRules(without, { networks: [{ ...docker0, internal: true }] }))).toEqual([])
    expect(idsAt(withWeb({ runtime: 'podman' }, { ipv4: without }))).toEqual([])
  })
})
