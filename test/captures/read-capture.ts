/** One recorded netlink message, and what it must decode to. */
export interface Capture {
  /** The comment lines at the head of the file: what it is, of which kernel, how it was made. */
  readonly about: string
  /** struct nlmsghdr and what follows it. */
  readonly bytes: Uint8Array
  readonly expected: unknown
}

const separator = '\n---\n'

/**
 * Reads the text of a capture file: comment lines, hexadecimal digits with `#` comments beside them, a line `---`, JSON.
 * @throws Error when the text is anything else
 */
export const readCapture = (text: string): Capture => {
  const end = text.indexOf(separator)
  if (end < 0) throw new Error('a capture has a line --- between its bytes and its JSON')
  const lines = text.slice(0, end).split('\n')
  const firstBytes = lines.findIndex((line) => !line.startsWith('#'))
  const about = lines.slice(0, firstBytes).map((line) => line.replace(/^# ?/, ''))
  const digits = lines.map((line) => line.replace(/#.*/, '')).join(' ')
  const pairs = digits.split(/\s+/).filter((pair) => pair !== '')
  const wrong = pairs.find((pair) => !/^[0-9a-f]{2}$/.test(pair))
  if (wrong !== undefined) throw new Error(`a capture has pairs of hexadecimal digits, not ${wrong}`)
  return {
    about: about.join('\n'),
    bytes: Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)),
    expected: JSON.parse(text.slice(end + separator.length)),
  }
}
