import { describe, expect, it } from 'vitest'
import { osRelease } from '../../../collectors/host/os-release.ts'

describe('os-release', () => {
  it('reads quoted, unquoted and escaped values', () => {
    const content = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID='12'\n# comment\nBROKEN\n`
    expect(osRelease(content)).toEqual({ id: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12' })
    expect(osRelease('NAME="a \\"b\\" \\$c"\n').name).toBe('a "b" $c')
  })

  it('has an answer for an empty file', () => {
    expect(osRelease('')).toEqual({ id: 'linux', name: 'linux', version: '' })
  })
})
