import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexOf, ruleForms, writingIn } from '../../agent/firewall/nft/rule-forms.ts'
import { rulesetText } from '../../agent/firewall/nft/ruleset-text.ts'
import { expectAsListed, load, rulesetFile, surroundingsOf, tablesOf } from '../agent/firewall/nft/nft-listing.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'

let lab: Lab
let space: Space

beforeAll(async () => {
  lab = await openLab()
  const { containers } = await lab.manyNamespaces(1, 'nft')
  const [first] = containers
  if (first === undefined) throw new Error('the lab made no namespace')
  space = first
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const files = globSync('test/rulesets/nft/*.nft')
  .map((file) => basename(file, '.nft'))
  .sort()

describe('rulesets equal what nft lists, in JSON and in text', () => {
  test('there are files', () => {
    expect(files.length).toBeGreaterThan(7)
  })

  test.each(files)('%s', async (name) => {
    await load(space, rulesetFile(name))
    expect(await expectAsListed(space)).toBeGreaterThan(5)
  })
})

describe('rules of iptables-nft', () => {
  const commands = [
    'iptables -A INPUT -i eth+ -s 10.0.0.0/9 -p tcp --dport 80 -j ACCEPT',
    'iptables -A INPUT -s 10.1.2.0/24 -d 10.1.0.0/20 ! -p icmp -j DROP',
    'iptables -A FORWARD ! -i lo -s 10.0.0.0/8 -d 10.1.0.0/16 -o eth0',
    'iptables -A FORWARD -p tcp --tcp-flags SYN,RST SYN -m mark --mark 0x1/0xff -m limit --limit 5/min -j RETURN',
    'iptables -A FORWARD -p udp --sport 1000:2000 ! --dport 53 -j NFLOG --nflog-group 5 --nflog-prefix here',
    'ip6tables -A INPUT -s fe80::/10 -d 2001:db8::/35 -p tcp ! --sport 1000:2000 -j DROP',
    'ip6tables -A INPUT -s 2001:db8::/32 -i a -j ACCEPT',
    'arptables -A INPUT -s 10.0.0.0/24 -j DROP',
  ]

  test('those that nf_tables has words for equal what nft lists', async () => {
    await load(space, '')
    for (const command of commands) {
      const [program = '', ...rest] = command.split(' ')
      const { status, stderr } = await space.exec([`${program}-nft`, ...rest])
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' })
    }
    expect(await expectAsListed(space)).toBeGreaterThan(commands.length)
  })

  test('others keep the name of the extension', async () => {
    await load(space, '')
    await space.exec('iptables-nft -A INPUT -m conntrack --ctstate NEW -m addrtype --dst-type LOCAL -j DROP'.split(' '))
    await space.exec('iptables-nft -t nat -A POSTROUTING -s 10.0.0.0/8 ! -o br0 -j MASQUERADE'.split(' '))
    const surroundings = await surroundingsOf(space)
    const rules = tablesOf(space).flatMap((table) =>
      table.chains.flatMap(({ rules }) =>
        rules.map((rule) => ruleForms(indexOf(table), rule, writingIn(surroundings))),
      ),
    )
    expect(rules.map(({ text }) => text())).toEqual([
      'xt match "conntrack" xt match "addrtype" counter packets 0 bytes 0 drop',
      'oifname != "br0" ip saddr 10.0.0.0/8 counter packets 0 bytes 0 xt target "MASQUERADE"',
    ])
    expect(rules[0]?.statements().slice(0, 2)).toEqual([
      { xt: { type: 'match', name: 'conntrack' } },
      { xt: { type: 'match', name: 'addrtype' } },
    ])
  })
})

describe('text is the language of nft', () => {
  /** Elements of several flags have no order that lasts. */
  const comparable = (text: string): readonly string[] =>
    text
      .replaceAll(/ # handle \d+$/gm, '')
      .split('\n')
      .filter((line) => !line.includes('syn | ack'))

  test('what is written can be loaded, and is then written the same', async () => {
    const surroundings = await surroundingsOf(space)
    await load(space, rulesetFile('expressions'))
    const written = comparable(rulesetText(tablesOf(space), surroundings))
    await load(space, written.join('\n'))
    expect(comparable(rulesetText(tablesOf(space), surroundings))).toEqual(written)
  })
})
