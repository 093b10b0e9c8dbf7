import { expect, test } from 'vitest'
import type { NatReport } from '../../../../agent/firewall/nat/record.ts'
import { faultIds, portAt, reportOf, type TestHost } from './nat-scene.ts'
import { dockerBridges, type NativeOptions, withMapTargets } from './native-table.ts'

const host: TestHost = {
  networks: [
    { name: 'shop', bridge: 'bridge1', subnets: ['192.0.2.0/24'] },
    { name: 'other', bridge: 'bridge2', subnets: ['198.51.100.0/24'] },
  ],
  containers: [{ name: 'web', network: 'shop', addresses: ['192.0.2.2'], ports: ['0.0.0.0:8080 -> 80/tcp'] }],
}
const at = '0.0.0.0:8080/tcp'

const report = (options: NativeOptions, more: Partial<TestHost> = {}): NatReport =>
  reportOf({ ...host, proxies: options.proxies, tables: [withMapTargets(dockerBridges(options))], ...more })

const texts = (rules: readonly { readonly text: string }[]): readonly string[] => rules.map(({ text }) => text)

test('with userland proxy', () => {
  const found = report({ proxies: true })
  expect(faultIds(found)).toEqual([])
  expect(found.stale).toEqual([])
  const { rules } = portAt(found, at)
  expect(texts(rules.dnat)).toEqual(['nat-prerouting-and-output 1'])
  expect(rules.dnat[0]).toMatchObject({ backend: 'nftables', family: 'ip', table: 'docker-bridges', handle: 10 })
  expect(texts(rules.accept)).toEqual(['filter-forward-in__bridge1 3'])
  expect(texts(rules.masquerade)).toEqual(['nat-postrouting-out__bridge1 1'])
  expect(rules.hairpin).toEqual([])
  expect(texts(rules.direct)).toEqual(['raw-PREROUTING 1'])
})

test('without it', () => {
  const found = report({ proxies: false })
  expect(faultIds(found)).toEqual([])
  const { rules } = portAt(found, at)
  expect(texts(rules.masquerade)).toEqual(['nat-postrouting-out__bridge1 1', 'nat-postrouting-in__bridge1 1'])
  expect(texts(rules.hairpin)).toEqual(['nat-postrouting-in__bridge1 2'])
})

test('what is missing is seen, by what the maps lead to', () => {
  expect(faultIds(report({ proxies: true, without: ['dnat'] }))).toEqual([`${at} dnat-missing`])
  const closed = report({ proxies: true, without: ['accept'] })
  expect(faultIds(closed)).toEqual([`${at} dropped`])
  expect(portAt(closed, at).faults[0]?.text).toContain('docker-bridges filter-forward-in__bridge1 #3 drops')
  expect(faultIds(report({ proxies: true, without: ['jump'] }))).toEqual(['nat-rules-missing'])
  expect(faultIds(report({ proxies: false, without: ['hairpin'] }))).toEqual([`${at} hairpin-missing`])
})

test('a policy that iptables left behind drops what Docker lets through', () => {
  const ipv4 = '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n'
  const found = report({ proxies: true }, { ipv4 })
  expect(faultIds(found)).toEqual([`${at} dropped`])
  expect(portAt(found, at).faults[0]?.text).toContain('the policy of filter FORWARD is drop')
})

test('a rule is removed by its handle', () => {
  const found = report({ proxies: true }, { containers: [] })
  expect(found.stale.map(({ remedy }) => remedy)).toEqual([
    'nft delete rule ip docker-bridges filter-forward-in__bridge1 handle 12',
    'nft delete rule ip docker-bridges nat-prerouting-and-output handle 10',
    'nft delete rule ip docker-bridges raw-PREROUTING handle 10',
  ])
})
