import { describe, expect, test } from 'vitest'
import {
  accept,
  asWritten,
  at,
  changed,
  dnat,
  docker0,
  faultsAt,
  flushed,
  idsAt,
  masquerade,
  web,
  withRules,
  withWeb,
} from './default-host.ts'
import { faultIds, portAt, type TestHost } from './nat-scene.ts'

describe('what lets packets through', () => {
  const open = changed([':FORWARD DROP [0:0]', ':FORWARD ACCEPT [0:0]'], [accept, ''])

  test('is missing where the policy drops', () => {
    expect(faultsAt(withRules(changed([accept, ''])))).toEqual([
      {
        id: 'dropped',
        level: 'broken',
        text: 'no rule lets packets through to 172.17.0.2:80, and the policy of filter FORWARD is drop',
        remedy: 'docker restart web',
      },
    ])
  })

  test('is missing where the policy accepts', () => {
    expect(faultsAt(withRules(open))).toMatchObject([{ id: 'accept-missing', level: 'doubtful' }])
  })

  test('is missing where Docker drops the rest', () => {
    const jump = '-A DOCKER-USER -j RETURN'
    const rest = '-A DOCKER ! -i docker0 -o docker0 -j DROP'
    const report = withRules(changed([accept, rest], [jump, '']))
    expect(faultsAt(report)).toMatchObject([
      { id: 'dropped', text: expect.stringContaining('filter DOCKER #1 drops'), remedy: 'docker restart web' },
    ])
  })

  test('comes behind something that drops', () => {
    const user = '-A DOCKER-USER -j RETURN'
    const report = withRules(changed([user, `-A DOCKER-USER -o docker0 -j DROP\n${user}`]))
    expect(faultsAt(report)).toMatchObject([
      { id: 'dropped', level: 'broken', remedy: 'iptables-legacy -D DOCKER-USER 1' },
    ])
    for (const line of ['-i eth1 -j DROP', '-s 10.0.0.0/8 -j DROP', '-i docker0 -j DROP', '-m mark --mark 0x1 -j DROP'])
      expect(idsAt(withRules(changed([user, `-A DOCKER-USER ${line}\n${user}`]), { interfaces: ['eth1'] }))).toEqual([])
  })

  test('may be something else', () => {
    const user = '-A DOCKER-USER -j RETURN'
    const report = withRules(changed([accept, ''], [user, `-A DOCKER-USER -m mark --mark 0x1 -j ACCEPT\n${user}`]))
    // A packet with that mark gets there.
    expect(idsAt(report)).toEqual(['accept-missing'])
    expect(idsAt(withRules(changed([accept, ''], [user, '-A DOCKER-USER -j ACCEPT'])))).toEqual([])
  })

  test('is in a chain of its own that nobody calls', () => {
    const jump = '-A FORWARD -o docker0 -j DOCKER'
    const report = withRules(changed([jump, '']))
    expect(faultsAt(report)).toMatchObject([{ id: 'dropped', remedy: 'systemctl restart docker' }])
    expect(portAt(report, at).rules.accept).toHaveLength(1)
  })

  test('is not asked for where all of the network is open', () => {
    const options = { 'com.docker.network.bridge.gateway_mode_ipv4': 'nat-unprotected' }
    const networks = [{ ...docker0, options }]
    expect(idsAt(withRules(open, { networks }))).toEqual([])
    const unprotected = withRules(changed([accept, '-A DOCKER ! -i docker0 -o docker0 -j ACCEPT']), { networks })
    expect(idsAt(unprotected)).toEqual([])
    expect(portAt(unprotected, at).rules.accept).toHaveLength(1)
  })

  test('before routing, raw tables drop, too', () => {
    const raw = (line: string): string => `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${line}\nCOMMIT\n${asWritten}`
    expect(idsAt(withRules(raw('-p tcp -m tcp --dport 8080 -j DROP')))).toEqual(['dropped'])
    // It sees the host's address and port, not the container's.
    expect(idsAt(withRules(raw('-d 172.17.0.2/32 ! -i docker0 -j DROP')))).toEqual([])
    expect(portAt(withRules(raw('-d 172.17.0.2/32 ! -i docker0 -j DROP')), at).rules.direct).toHaveLength(1)
  })
})

describe('who has the port of the host', () => {
  test('another process beside the rule', () => {
    const report = withRules(asWritten, {
      proxies: false,
      sockets: ['127.0.0.1:8080/tcp nginx'],
      change: withoutEngine,
    })
    expect(faultsAt(report)).toMatchObject([{ id: 'port-held', level: 'doubtful' }])
    expect(portAt(report, at).hostSocket).toMatchObject({ role: 'other', command: 'nginx', address: '127.0.0.1' })
  })

  test('another process instead of it', () => {
    const report = withRules(flushed('nat'), {
      proxies: false,
      sockets: ['0.0.0.0:8080/tcp nginx'],
      change: withoutEngine,
    })
    expect(faultsAt(report)).toMatchObject([{ id: 'port-held', level: 'broken' }])
  })

  test('a proxy that leads elsewhere', () => {
    const report = withRules(asWritten, {
      change: ({ portProxies }) => ({
        portProxies: portProxies.map((one) => ({ ...one, containerAddress: '172.17.0.9' })),
      }),
    })
    expect(faultsAt(report)).toMatchObject([{ id: 'proxy-astray', level: 'broken' }])
  })

  test('no proxy, though others have one', () => {
    const second = { ...web, name: 'api', addresses: ['172.17.0.3'], ports: ['0.0.0.0:8081 -> 80/tcp'] }
    const twice = `${dnat}\n${dnat.replace('8080', '8081').replace('0.2:', '0.3:')}`
    const let_ = `${accept}\n${accept.replace('0.2/32', '0.3/32')}`
    const report = withRules(changed([dnat, twice], [accept, let_]), {
      containers: [web, second],
      change: ({ portProxies, sockets }) => ({
        portProxies: portProxies.slice(0, 1),
        sockets: sockets.filter(({ inode }) => inode !== portProxies[1]?.inode),
      }),
    })
    expect(idsAt(report)).toEqual([])
    expect(idsAt(report, '0.0.0.0:8081/tcp')).toEqual(['proxy-missing'])
    // Without any, the engine runs none.
    expect(idsAt(withRules(asWritten, { proxies: false }))).toEqual([])
  })

  test('no proxy for the loopback address, which no rule serves', () => {
    const rule = dnat.replace('DOCKER ', 'DOCKER -d 127.0.0.1/32 ').replace('8080', '8081')
    const ports = [...web.ports, '127.0.0.1:8081 -> 81/tcp']
    const ipv4 = changed([dnat, `${dnat}\n${rule.replace('0.2:80', '0.2:81')}`])
    expect(faultIds(withWeb({ ports }, { ipv4 }))).toEqual([])
    const report = withWeb(
      { ports },
      {
        ipv4,
        change: ({ portProxies, sockets }) => ({
          portProxies: portProxies.slice(0, 1),
          sockets: sockets.filter(({ inode }) => inode !== portProxies[1]?.inode),
        }),
      },
    )
    expect(faultsAt(report, '127.0.0.1:8081/tcp')).toMatchObject([{ id: 'proxy-missing', level: 'broken' }])
  })

  test('nobody serves IPv6 where there is no proxy', () => {
    const ports = ['0.0.0.0:8080 -> 80/tcp', '[::]:8080 -> 80/tcp']
    const report = withWeb({ ports }, { proxies: false })
    expect(idsAt(report)).toEqual([])
    expect(faultsAt(report, '[::]:8080/tcp')).toMatchObject([{ id: 'no-ipv6', level: 'doubtful' }])
    expect(faultIds(withWeb({ ports }))).toEqual([])
  })
})

const withoutEngine: NonNullable<TestHost['change']> = ({ socketOwners, sockets }) => {
  const engines = new Set(socketOwners.filter(({ command }) => command === 'dockerd').map(({ inode }) => inode))
  return { sockets: sockets.filter(({ inode }) => !engines.has(inode)) }
}

test('without userland proxy, a container cannot reach itself when it is not masqueraded', () => {
  const opened = dnat.replace('! -i docker0 ', '')
  const back = '-A DOCKER -i docker0 -j RETURN'
  const self = '-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE'
  const more = { proxies: false } as const
  expect(idsAt(withRules(changed([dnat, opened], [back, '']), more))).toEqual([])
  expect(idsAt(withRules(changed([dnat, opened], [back, ''], [self, '']), more))).toEqual(['hairpin-missing'])
  // Where the container itself is not led to the rule, there is nothing to bring back.
  expect(idsAt(withRules(changed([dnat, opened], [self, '']), more))).toEqual([])
  expect(idsAt(withRules(changed([self, '']), more))).toEqual([])
})

describe('of all ports at once', () => {
  const two: TestHost['containers'] = [
    web,
    { ...web, name: 'api', addresses: ['172.17.0.3'], ports: ['0.0.0.0:8081 -> 80/tcp'] },
  ]

  test('rules were flushed', () => {
    for (const ipv4 of ['', flushed('nat').replaceAll(/^-A .*\n/gm, '')]) {
      const report = withRules(ipv4, { containers: two })
      expect(faultIds(report)).toEqual(['rules-missing'])
      expect(report.faults[0]).toMatchObject({ level: 'doubtful', remedy: 'systemctl restart docker' })
    }
    expect(withRules('', { proxies: false }).faults).toMatchObject([{ id: 'rules-missing', level: 'broken' }])
    expect(faultIds(withRules('', { proxies: false, containers: two }))).toEqual(['rules-missing'])
  })

  test('those of one table were', () => {
    expect(faultIds(withRules(flushed('nat')))).toEqual(['nat-rules-missing'])
    const filter = withRules(flushed('filter'))
    expect(faultIds(filter)).toEqual(['filter-rules-missing'])
    expect(filter.faults[0]).toMatchObject({ level: 'broken' })
    const open = flushed('filter').replace(':FORWARD DROP', ':FORWARD ACCEPT')
    expect(withRules(open).faults).toMatchObject([{ id: 'filter-rules-missing', level: 'doubtful' }])
  })

  test('an administrator wrote rules in place of Docker', () => {
    const own = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
`
    expect(faultIds(withRules(own))).toEqual([])
  })

  test('a network is not masqueraded', () => {
    const report = withRules(changed([masquerade, '']))
    expect(faultIds(report)).toEqual(['masquerade-missing'])
    expect(report.faults[0]?.text).toContain('network bridge')
    const options = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' }
    expect(faultIds(withRules(changed([masquerade, '']), { networks: [{ ...docker0, options }] }))).toEqual([])
    expect(
      faultIds(withRules(changed([masquerade, '-A POSTROUTING -s 172.17.0.0/16 -j SNAT --to-source 10.9.8.7']))),
    ).toEqual([])
  })

  test('the host forwards nothing', () => {
    const change = (value: number): Partial<TestHost> => ({
      change: () => ({ sysctls: [{ netns: '1', values: { 'net.ipv4.ip_forward': value } }] }),
    })
    expect(faultIds(withRules(asWritten, change(0)))).toEqual(['forwarding-off'])
    expect(faultIds(withRules(asWritten, change(1)))).toEqual([])
  })

  test('rules could not be read: nothing is missing', () => {
    const problems = [{ collector: 'nftables', kind: 'denied', about: 'netns 4026531840', message: '' }] as const
    const report = withRules('', { change: () => ({ problems }) })
    expect(faultIds(report)).toEqual(['rules-unread'])
    const elsewhere = [{ ...problems[0], about: 'netns 7' }]
    expect(faultIds(withRules('', { change: () => ({ problems: elsewhere }) }))).toEqual(['rules-missing'])
  })
})
