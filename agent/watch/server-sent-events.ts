/** One event of a stream (WHATWG HTML, 9.2.6). */
export interface ServerSentEvent {
  /** The last id that came, with this event or before it. */
  readonly id: string
  readonly event: string
  readonly data: string
}

/** The events of a stream that has `\n` as its line end, as they come; comments are left out. */
export async function* serverSentEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  let id = ''
  for await (const chunk of chunks) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = block.split('\n').map(fieldOf)
      id = fields.findLast(([name]) => name === 'id')?.[1] ?? id
      const data = fields.flatMap(([name, value]) => (name === 'data' ? [value] : []))
      const event = fields.findLast(([name]) => name === 'event')?.[1] ?? 'message'
      if (data.length > 0) yield { id, event, data: data.join('\n') }
    }
  }
}

const fieldOf = (line: string): readonly [name: string, value: string] => {
  const [, name = '', value = ''] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line) ?? []
  return [name, value]
}
