/** One server-sent event. */
export interface ServerEvent {
  /** The newest id of the stream: where to go on after this event. */
  readonly id: string
  readonly name: string
  readonly data: string
}

/** What comes of a piece of the stream: events, and whether the newest id changed without one, as heartbeats do. */
export interface Parsed {
  readonly events: readonly ServerEvent[]
  readonly lastId: string
}

/**
 * Parses server-sent events piece by piece (WHATWG HTML, 9.2.6). The browser's own EventSource is not used: it tells
 * neither of heartbeats, so that an agent that hangs looks alive, nor of the status of an answer that refuses.
 * @param lastId of an earlier stream that this one goes on after
 */
export const eventStreamParser = (lastId = ''): ((text: string) => Parsed) => {
  let rest = ''
  let id = lastId
  let name = ''
  let data: string[] = []
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    const events: ServerEvent[] = []
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ id, name: name || 'message', data: data.join('\n') })
        name = ''
        data = []
        continue
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?)?(.*)$/.exec(line) ?? []
      if (field === 'id') id = value
      else if (field === 'event') name = value
      else if (field === 'data') data.push(value)
    }
    return { events, lastId: id }
  }
}
