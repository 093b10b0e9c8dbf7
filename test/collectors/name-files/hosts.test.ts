import { expect, test } from 'vitest'
import { parseHosts } from '../../../collectors/name-files/hosts.ts'

test.each([
  ['', []],
  ['127.0.0.1\tlocalhost\n', [{ address: '127.0.0.1', names: ['localhost'] }]],
  ['  ::1 localhost ip6-localhost # own', [{ address: '::1', names: ['localhost', 'ip6-localhost'] }]],
  ['# 10.0.0.1 web', []],
  ['10.0.0.1', []],
  ['web 10.0.0.1', []],
])('%j', (content, expected) => {
  expect(parseHosts(content)).toEqual(expected)
})
