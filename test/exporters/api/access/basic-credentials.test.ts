import { describe, expect, test } from 'vitest'
import { basicCredentials } from '../../../../exporters/api/access/basic-credentials.ts'

const basic = (bytes: string | Uint8Array): string => `Basic ${Buffer.from(bytes).toString('base64')}`

describe('the Authorization header', () => {
  test.each([
    ['the example of RFC 7617', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { user: 'Aladdin', password: 'open sesame' }],
    ['another case', 'bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { user: 'Aladdin', password: 'open sesame' }],
    ['no padding', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ', { user: 'Aladdin', password: 'open sesame' }],
    ['UTF-8', basic('test:123£'), { user: 'test', password: '123£' }],
    ['colons', basic('a:b:c'), { user: 'a', password: 'b:c' }],
    ['nobody and nothing', basic(':'), { user: '', password: '' }],
    ['nothing', undefined, null],
    ['an empty one', '', null],
    ['another scheme', 'Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==', null],
    ['no colon', basic('alice'), null],
    ['no base64', 'Basic a:b', null],
    ['something behind', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== x', null],
    ['bytes that are no text', basic(Uint8Array.of(97, 58, 255)), null],
    ['a NUL', basic('a:b\0b'), null],
    ['a line end', basic('a:b\n'), null],
  ])('%s', (_what, header, expected) => {
    expect(basicCredentials(header)).toEqual(expected)
  })
})
