import { describe, expect, test } from 'vitest'
import { madeChain, madeRule, madeSet, madeTable } from '../nft/made-rule.ts'
import { chainOf, note, shop, told } from './told.ts'

const filter = (rules: string, chains = ''): string =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${chains}\n${rules}\nCOMMIT\n`

describe('callers', () => {
  const ruleset = told(
    filter(
      '-A INPUT -p tcp -j mine\n-A INPUT -p udp -g mine\n-A mine -i lo -j mine2\n-A mine2 -j RETURN\n-A lost -j mine2',
      ':mine - [0:0]\n:mine2 - [0:0]\n:lost - [0:0]',
    ),
  )

  test('of a chain are the rules that lead to it, by jump or goto', () => {
    expect(chainOf(ruleset, 'mine').callers).toEqual([
      { chain: 'INPUT', rule: 1 },
      { chain: 'INPUT', rule: 2 },
    ])
    expect(chainOf(ruleset, 'mine2').callers).toEqual([
      { chain: 'mine', rule: 1 },
      { chain: 'lost', rule: 1 },
    ])
    expect(chainOf(ruleset, 'lost').callers).toEqual([])
  })

  test('a chain of a hook says where the kernel calls it', () => {
    expect(chainOf(ruleset, 'FORWARD').base).toEqual({
      hook: 'forward',
      type: 'filter',
      priority: 0,
      policy: 'drop',
      devices: [],
      packets: 0,
      bytes: 0,
    })
    expect(chainOf(ruleset, 'mine').base).toBeNull()
  })
})

describe('writers', () => {
  test('a chain is that of whose name it bears, else a user’s; the rules in it are not named again', () => {
    const ruleset = told(filter('-A f2b-sshd -j RETURN\n-A mine -j RETURN', ':f2b-sshd - [0:0]\n:mine - [0:0]'))
    expect(chainOf(ruleset, 'f2b-sshd')).toMatchObject({ writer: 'fail2ban', about: 'addresses banned by one jail' })
    expect(chainOf(ruleset, 'mine')).toMatchObject({ writer: 'user', about: null })
    expect(chainOf(ruleset, 'INPUT')).toMatchObject({ writer: null, about: null })
    for (const name of ['f2b-sshd', 'mine']) expect(chainOf(ruleset, name).rules.map(note)).toEqual([''])
  })

  test('in a chain of nobody, the target, the comment and the form tell', () => {
    const ruleset = told(
      filter(
        [
          '-A FORWARD -j DOCKER-USER',
          '-A FORWARD -o br-shop -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
          '-A FORWARD -i br-shop ! -o br-shop -j ACCEPT',
          '-A FORWARD -i br-shop -o br-shop -j DROP',
          '-A FORWARD -m comment --comment "cali:abc" -j ACCEPT',
          '-A FORWARD -i eth0 -j ACCEPT',
        ].join('\n'),
        ':DOCKER-USER - [0:0]',
      ),
      shop,
    )
    expect(chainOf(ruleset, 'FORWARD').rules.map(({ writer }) => writer)).toEqual([
      'Docker',
      'Docker',
      'Docker',
      'Docker',
      'Calico',
      'user',
    ])
  })

  test.each([
    '-A INPUT -i br-shop -p tcp -m tcp --dport 5000 -j ACCEPT',
    '-A FORWARD -i br-shop -j DROP',
    '-A FORWARD -i br-shop ! -o br-shop -j DROP',
    '-A FORWARD -i br-shop -o eth0 -j ACCEPT',
    '-A FORWARD -o br-shop -m conntrack --ctstate NEW -j DROP',
    '-A FORWARD -i br-shop ! -o br-shop -m limit --limit 5/sec -j ACCEPT',
    '-A FORWARD -s 203.0.113.0/24 -o br-shop -j ACCEPT',
    '-A FORWARD -i eth1 -o eth1 -j ACCEPT',
  ])('%s is a user’s, though it is about a network of Docker', (rule) => {
    const ruleset = told(filter(rule), shop)
    const found = ruleset.tables[0]?.chains.flatMap(({ rules }) => rules.map(({ writer }) => writer))
    expect(found).toEqual(['user'])
  })

  test('in DOCKER-USER everything is a user’s but the RETURN with which Docker makes it', () => {
    const ruleset = told(
      filter('-A DOCKER-USER -s 10.0.0.1/32 -j DROP\n-A DOCKER-USER -j RETURN', ':DOCKER-USER - [0:0]'),
    )
    expect(chainOf(ruleset, 'DOCKER-USER').rules.map(({ writer }) => writer)).toEqual(['user', null])
  })

  test('what Docker is about is also known from its own chains, where its engine was not asked', () => {
    const rules = [
      '*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:DOCKER - [0:0]',
      '-A POSTROUTING -s 192.0.2.0/24 ! -o custom -j MASQUERADE',
      '-A POSTROUTING -s 192.0.2.2/32 -d 192.0.2.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
      '-A POSTROUTING -o custom -m addrtype --src-type LOCAL -j MASQUERADE',
      '-A POSTROUTING -s 192.0.2.0/24 -o eth0 -j SNAT --to-source 203.0.113.1',
      '-A POSTROUTING -s 198.51.100.0/24 ! -o other -j MASQUERADE',
      '-A DOCKER ! -i custom -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80',
      'COMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]',
      '-A PREROUTING -d 192.0.2.2/32 ! -i custom -j DROP',
      '-A PREROUTING -s 192.0.2.2/32 -j DROP\nCOMMIT',
    ].join('\n')
    const ruleset = told(rules)
    expect(chainOf(ruleset, 'POSTROUTING').rules.map(({ writer }) => writer)).toEqual([
      'Docker',
      'Docker',
      'Docker',
      'user',
      'user',
    ])
    expect(chainOf(ruleset, 'PREROUTING', 1).rules.map(({ writer }) => writer)).toEqual(['Docker', 'user'])
  })
})

describe('meanings', () => {
  const dnat = '-A DOCKER ! -i br-shop -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80'
  const rules = `*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -j DOCKER\n${dnat}\nCOMMIT`

  test('name containers and networks', () => {
    const ruleset = told(rules, shop)
    expect(chainOf(ruleset, 'DOCKER').rules.map(note)).toEqual(['published port 8080/tcp of web, to 172.18.0.2:80'])
    expect(chainOf(ruleset, 'PREROUTING').rules.map(note)).toEqual(['Docker: published ports'])
  })

  test('do not name the containers of an engine that works elsewhere', () => {
    const { engine } = shop
    const elsewhere = told(rules, { ...shop, engine: engine ? { ...engine, netns: '99' } : null, containers: [] })
    expect(chainOf(elsewhere, 'DOCKER').rules.map(note)).toEqual(['port 8080/tcp, led to 172.18.0.2:80'])
  })
})

describe('iptables-legacy and nf_tables', () => {
  const nft = { ...madeTable({ family: 'ip', name: 'own', chains: [madeChain([madeRule()])] }), netns: '1' }
  const legacy = filter('-A INPUT -j ACCEPT')

  test('are mixed when both decide about the same packets', () => {
    expect(told(legacy, { nftables: [nft] }).mixed).toBe(true)
    expect(told(legacy, { nftables: [{ ...nft, family: 'inet' }] }).mixed).toBe(true)
  })

  test('are not when one has no rules, or is about other packets', () => {
    expect(told(legacy).mixed).toBe(false)
    expect(told(legacy.replace(/^-A .*\n/m, '').replace('DROP', 'ACCEPT'), { nftables: [nft] }).mixed).toBe(false)
    expect(told(legacy, { nftables: [{ ...nft, family: 'ip6' }] }).mixed).toBe(false)
    expect(told(legacy, { nftables: [{ ...nft, chains: [madeChain([])] }] }).mixed).toBe(false)
  })

  test('a policy that drops decides, too', () => {
    expect(told(legacy.replace(/^-A .*\n/m, ''), { nftables: [nft] }).mixed).toBe(true)
  })
})

describe('tables of nftables', () => {
  const jump = madeRule({ kind: 'immediate', dreg: 0, data: { verdict: 'jump', chain: 'ts-input' } })
  const base = { hook: 'input', type: 'filter', priority: 0, policy: 'accept', devices: [] }
  const chains = [madeChain([jump], { name: 'in', base }), madeChain([], { name: 'ts-input' }), madeChain([])]

  test('are a user’s unless their name says otherwise; so are their chains', () => {
    const { tables } = told('', { nftables: [{ ...madeTable({ chains }), netns: '1' }] })
    expect(tables).toMatchObject([{ backend: 'nftables', family: 'inet', name: 't', writer: 'user' }])
    const [table] = tables
    expect(table?.chains.map(({ name, writer }) => [name, writer])).toEqual([
      ['in', null],
      ['ts-input', 'Tailscale'],
      ['c', null],
    ])
    expect(table?.chains[0]?.rules[0]).toMatchObject({
      writer: 'Tailscale',
      text: 'jump ts-input',
      leadsTo: ['ts-input'],
    })
  })

  test('of a known writer say what their chains are for', () => {
    const named = madeTable({
      name: 'docker-bridges',
      family: 'ip',
      chains: [madeChain([madeRule({ kind: 'counter', packets: 1, bytes: 2 })], { name: 'filter-forward-in__br0' })],
    })
    const { tables } = told('', { nftables: [{ ...named, netns: '1' }] })
    expect(tables).toMatchObject([
      {
        writer: 'Docker',
        chains: [
          { writer: null, about: 'forwarded packets to one network', rules: [{ writer: null, text: 'counter' }] },
        ],
      },
    ])
  })

  test('have their sets, as nft -j tells them', () => {
    const { tables } = told('', { nftables: [{ ...madeTable({ sets: [madeSet()] }), netns: '1' }] })
    expect(tables[0]?.objects).toMatchObject([{ set: { family: 'inet', name: 's', table: 't', type: 'ipv4_addr' } }])
  })
})

test('sets of ipset are those of the namespace', () => {
  const set = { name: 's', index: 1, type: 'hash:ip', revision: 5, family: 'ipv4', options: {}, members: [] } as const
  const { sets } = told('', {
    ipsets: [
      { ...set, netns: '1' },
      { ...set, netns: '2', name: 'other' },
    ],
  })
  expect(sets).toEqual([set])
})
