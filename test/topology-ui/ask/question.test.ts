import { describe, expect, test } from 'vitest'
import { destinationOf, questionIn, withQuestion, writtenDestination } from '../../../topology-ui/src/ask/question.ts'

describe('a destination in parts and whole', () => {
  test.each([
    ['web:5432/tcp', { place: 'web', port: '5432', protocol: 'tcp' }],
    ['web:53/udp', { place: 'web', port: '53', protocol: 'udp' }],
    ['web', { place: 'web', port: '', protocol: 'icmp' }],
    ['[2001:db8::5]:443/tcp', { place: '2001:db8::5', port: '443', protocol: 'tcp' }],
    ['2001:db8::5', { place: '2001:db8::5', port: '', protocol: 'icmp' }],
    ['netns:blue:80/tcp', { place: 'netns:blue', port: '80', protocol: 'tcp' }],
    ['world@192.0.2.1:53/udp', { place: 'world@192.0.2.1', port: '53', protocol: 'udp' }],
    ['world@[2001:db8::1]:53/udp', { place: 'world@2001:db8::1', port: '53', protocol: 'udp' }],
  ] as const)('%s', (written, parts) => {
    expect(destinationOf(written)).toEqual(parts)
    expect(writtenDestination(parts)).toBe(written)
  })

  test('a port alone means TCP, and an echo that is written out is one', () => {
    expect(destinationOf('web:80')).toEqual({ place: 'web', port: '80', protocol: 'tcp' })
    expect(destinationOf('web/icmp')).toEqual({ place: 'web', port: '', protocol: 'icmp' })
  })
})

test('the address of the page carries the question and leaves the rest of it alone', () => {
  const question = { from: 'a&b=c', to: '[2001:db8::5]:443/tcp' }
  const query = withQuestion(new URLSearchParams('select=x'), question)
  expect(questionIn(new URLSearchParams(`${query}`))).toEqual(question)
  expect(`${withQuestion(query, null)}`).toBe('select=x')
  expect(questionIn(new URLSearchParams('from=a'))).toBeNull()
})
