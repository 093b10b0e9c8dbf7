import { expect, test } from 'vitest'
import { namesOf } from '../../../agent/firewall/names.ts'
import { netns } from '../../exporters/example-ids.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'

const { host, web, blue } = netns

test('an address belongs to the running container that has it', () => {
  const names = namesOf(exampleSnapshot, host)
  expect(names.containerAt('172.18.0.2')).toBe('web')
  expect(names.containerAt('172.18.0.2/32')).toBe('web')
  expect(names.containerAt('172.18.0.9')).toBeNull()
  // An endpoint without an address has none of them.
  expect(names.containerAt('')).toBeNull()
})

test('of IPv6, too', () => {
  const containers = exampleSnapshot.containers.map((container) => ({
    ...container,
    endpoints: container.endpoints.map((endpoint) => ({ ...endpoint, ipv6: 'fd00:18::2' })),
  }))
  const names = namesOf({ ...exampleSnapshot, containers }, host)
  expect(names.containerAt('fd00:18::2/128')).toBe('web')
})

test('a container without processes has no address any more', () => {
  const containers = exampleSnapshot.containers.map((container) => ({ ...container, netns: null }))
  expect(namesOf({ ...exampleSnapshot, containers }, host).containerAt('172.18.0.2')).toBeNull()
})

test('bridges and subnets have the names of their networks', () => {
  const names = namesOf(exampleSnapshot, host)
  expect(names.networkOfBridge('br-shop')).toBe('shop')
  expect(names.networkOfBridge('docker0')).toBeNull()
  expect(names.networkOfSubnet('172.18.0.0/16')).toBe('shop')
  expect(names.networkOfSubnet('172.19.0.0/16')).toBeNull()
})

test('an address may be of a network without anybody having it', () => {
  const names = namesOf(exampleSnapshot, host)
  expect(names.isOfNetwork('172.18.200.7')).toBe(true)
  expect(names.isOfNetwork('172.19.0.1')).toBe(false)
})

test('in a container’s namespace addresses are the same, but a bridge of that name is another one', () => {
  const names = namesOf(exampleSnapshot, web)
  expect(names.networkOfBridge('br-shop')).toBeNull()
  expect(names.containerAt('172.18.0.2')).toBe('web')
  expect(names.networkOfSubnet('172.18.0.0/16')).toBe('shop')
})

test('elsewhere, the same address is somebody else’s', () => {
  for (const names of [namesOf(exampleSnapshot, blue), namesOf({ ...exampleSnapshot, engine: null }, blue)]) {
    expect(names.containerAt('172.18.0.2')).toBeNull()
    expect(names.networkOfBridge('br-shop')).toBeNull()
    expect(names.networkOfSubnet('172.18.0.0/16')).toBeNull()
    expect(names.isOfNetwork('172.18.0.2')).toBe(false)
  }
})
