import { describe, expect, it } from 'vitest'
import { isLoopback, listenAddress } from '../../agent/listen-address.ts'

describe('--listen', () => {
  it.each([
    ['127.0.0.1:9474', { host: '127.0.0.1', port: 9474 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    [':9474', { host: '::', port: 9474 }],
  ])('%s', (text, expected) => {
    expect(listenAddress(text)).toEqual(expected)
  })

  it.each(['9474', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '::1:80', 'a:b:80', ''])('refuses %j', (text) => {
    expect(() => listenAddress(text)).toThrow(/^--listen takes HOST:PORT/)
  })

  it('knows what only this machine can reach', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127x.example'].some(isLoopback)).toBe(false)
  })
})
