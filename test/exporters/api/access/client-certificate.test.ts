import { expect, test } from 'vitest'
import { alternativeNames } from '../../../../exporters/api/access/client-certificate.ts'

test.each([
  ['', []],
  ['DNS:localhost', ['localhost']],
  ['DNS:a, DNS:b, email:a@b.c, URI:spiffe://x/y', ['a', 'b', 'a@b.c', 'spiffe://x/y']],
  ['IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1', ['10.0.0.1', '2001:db8::1']],
  ['DirName:CN=a, DNS:b', ['b']],
  ['Registered ID:1.2.3.4, othername:<unsupported>, DNS:b', ['b']],
  // One name that looks like two: Node quotes what could be misread.
  ['DNS:"good.example, DNS:admin"', ['good.example, DNS:admin']],
  ['URI:"a\\"b, DNS:admin", DNS:c', ['a"b, DNS:admin', 'c']],
  ['DNS:"open, DNS:admin', []],
  ['nonsense', []],
])('the names in %j', (text, names) => {
  expect(alternativeNames(text)).toEqual(names)
})
