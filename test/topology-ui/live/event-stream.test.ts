import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventStreamParser } from '../../../topology-ui/src/live/event-stream.ts'

const stream =
  'retry: 2000\n\nid: a-1\nevent: ready\ndata: {"x":1}\n\n: heartbeat\nid: a-2\n\nid: a-3\nevent: container\ndata: one\ndata: two: three\n\n'

describe('server-sent events', () => {
  test('have id, name and data; a heartbeat only moves the id', () => {
    const parse = eventStreamParser()
    expect(parse(stream)).toEqual({
      events: [
        { id: 'a-1', name: 'ready', data: '{"x":1}' },
        { id: 'a-3', name: 'container', data: 'one\ntwo: three' },
      ],
      lastId: 'a-3',
    })
  })

  test('are the same however the stream is cut', () => {
    const whole = eventStreamParser()(stream).events
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 6 }), (cuts) => {
        const parse = eventStreamParser()
        const at = [0, ...cuts.toSorted((one, two) => one - two), stream.length]
        const events = at.slice(1).flatMap((end, piece) => parse(stream.slice(at[piece], end)).events)
        expect(events).toEqual(whole)
      }),
    )
  })

  test('go on after the id of an earlier stream', () => {
    expect(eventStreamParser('a-7')(': heartbeat\n\n').lastId).toBe('a-7')
  })
})
