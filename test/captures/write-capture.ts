import type { Message } from '../../collectors/netlink/message.ts'
import { dissect, type Piece } from './dissect.ts'

const headerSize = 16
const bytesPerLine = 32

/**
 * The text of a capture file, as `readCapture` reads it: a comment beside each attribute, nested ones indented.
 * @param bytes struct nlmsghdr and what follows it
 */
export const writeCapture = (capture: {
  readonly about: string
  readonly message: Message<unknown>
  readonly bytes: Uint8Array
  readonly expected: unknown
}): string => {
  const { about, message, bytes, expected } = capture
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const body = dissect(message, { view, at: headerSize, length: bytes.length - headerSize }, () => {})
  const header: Piece = { at: 0, length: headerSize, label: 'struct nlmsghdr', pieces: [] }
  return [
    ...about.split('\n').map((line) => `# ${line}`),
    ...[header, ...body].flatMap((piece) => linesOf(bytes, piece, '')),
    '---',
    JSON.stringify(expected, null, 2),
    '',
  ].join('\n')
}

const linesOf = (bytes: Uint8Array, piece: Piece, indent: string): readonly string[] => {
  const [first] = piece.pieces
  if (first === undefined) return wrapped(bytes, piece, indent)
  const head = { ...piece, length: first.at - piece.at }
  const children = piece.pieces.flatMap((inner) => linesOf(bytes, inner, `${indent}  `))
  const last = piece.pieces.at(-1) ?? first
  const end = last.at + last.length
  const rest = { at: end, length: piece.at + piece.length - end, label: 'padding', pieces: [] }
  return [...wrapped(bytes, head, indent), ...children, ...(rest.length > 0 ? wrapped(bytes, rest, indent) : [])]
}

const wrapped = (bytes: Uint8Array, { at, length, label }: Piece, indent: string): readonly string[] => {
  const lines: string[] = []
  for (let start = at; start < at + length; start += bytesPerLine) {
    const part = bytes.subarray(start, Math.min(start + bytesPerLine, at + length))
    const digits = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    lines.push(`${indent}${digits}${start === at ? `  # ${label}` : ''}`)
  }
  return lines
}
