import { readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { linkKinds } from '../../collectors/netlink/link-kinds/index.ts'
import type { Message } from '../../collectors/netlink/message.ts'
import { messages } from '../../collectors/netlink/messages/index.ts'
import { DecodeError } from '../../collectors/wire/error.ts'
import { allCaptures, captureFolders, type NamedCapture } from './all-captures.ts'
import { dissect } from './dissect.ts'
import { jsonForm } from './json-form.ts'
import { codecsWithin, isTable, nameOf, rowsOf } from './tables.ts'

const headerSize = 16
const captures = allCaptures()

const messageOf = (capture: NamedCapture): Message<unknown> => messages[capture.folder]
const nameOfCapture = ({ folder, file }: NamedCapture): string => `${folder}/${file}`
const named = captures.map((capture) => [nameOfCapture(capture), capture] as const)

const decode = (capture: NamedCapture, bytes: Uint8Array): unknown =>
  messageOf(capture).decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)

describe('a capture', () => {
  test.each(named)('%s decodes to what it says', (_name, capture) => {
    const header = new DataView(capture.bytes.buffer)
    expect(header.getUint32(0, true)).toBe(capture.bytes.length)
    expect(messageOf(capture).types.answers).toContain(header.getUint16(4, true))
    expect(jsonForm(decode(capture, capture.bytes.slice(headerSize)))).toEqual(capture.expected)
  })

  test.each(named)('%s is decoded wherever it lies in a buffer', (_name, capture) => {
    const body = capture.bytes.subarray(headerSize)
    const surrounded = new Uint8Array(body.length + 14).fill(0xff)
    surrounded.set(body, 7)
    const view = new DataView(surrounded.buffer)
    expect(jsonForm(messageOf(capture).decode(view, 7, body.length))).toEqual(capture.expected)
  })

  test.each(named)('%s, cut off anywhere, fails with a DecodeError or not at all', (_name, capture) => {
    const body = capture.bytes.slice(headerSize)
    for (let length = 0; length < body.length; length++) onlyDecodeErrors(() => decode(capture, body.slice(0, length)))
  })

  test.each(named)('%s with any bit flipped fails with a DecodeError or not at all', (_name, capture) => {
    const body = capture.bytes.slice(headerSize)
    for (const bit of sampleOfBits(body.length * 8)) {
      const flipped = body.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      onlyDecodeErrors(() => decode(capture, flipped))
    }
  })
})

/** A DecodeError says in which message, and at which byte. */
const onlyDecodeErrors = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    expect(error.path.length).toBeGreaterThan(0)
    expect(error.message).toMatch(/ at byte \d+$/)
  }
}

const mostBits = 4_000

/** Every bit, or of a long message every n-th, where n is odd: all positions within a byte occur. */
const sampleOfBits = (bits: number): readonly number[] => {
  const step = Math.ceil(bits / mostBits) | 1
  return Array.from({ length: Math.ceil(bits / step) }, (_, i) => i * step)
}

describe('the captures together', () => {
  const reached = new Map<unknown, Set<string>>()
  for (const capture of captures) {
    const body = capture.bytes.slice(headerSize)
    dissect(messageOf(capture), { view: new DataView(body.buffer), at: 0, length: body.length }, (table, row) => {
      reached.set(table, (reached.get(table) ?? new Set()).add(row))
    })
  }

  test.each(Object.entries(messages))('reach every row of every table of %s', (_name, message) => {
    const missing = [...codecsWithin(message)].filter(isTable).flatMap((table) =>
      rowsOf(table)
        .filter((row) => !reached.get(table)?.has(row))
        .map((row) => `${nameOf(table)} ${row}`),
    )
    expect(missing).toEqual([])
  })

  test.each(Object.entries(messages))('have the form that the schema of %s says', (folder, message) => {
    const ajv = new Ajv({ strict: false, discriminator: true, allErrors: true })
    const validate = ajv.compile(message.json)
    for (const { expected, file } of captures.filter((capture) => capture.folder === folder)) {
      validate(expected)
      expect(validate.errors ?? [], file).toEqual([])
    }
  })

  test('reach every link kind, and every port of one', () => {
    const kinds = Object.keys(linkKinds)
    const withPort = Object.entries(linkKinds).flatMap(([kind, { ...parts }]) => ('port' in parts ? [kind] : []))
    expect([...(reached.get('kind') ?? [])].sort()).toEqual(kinds.sort())
    expect([...(reached.get('port') ?? [])].sort()).toEqual(withPort.sort())
  })

  test('have a folder for each message, and no other', () => {
    expect([...captureFolders()].sort()).toEqual(Object.keys(messages).sort())
  })
})

const filesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(`../../collectors/netlink/${folder}/`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'index.ts')
    .map((entry) => entry.name.replace(/\.ts$/, ''))

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

describe('a list and its folder', () => {
  test('every link kind has a file, and every file is a link kind', () => {
    const files = filesIn('link-kinds').filter((name) => name !== 'kind')
    expect([...files].sort()).toEqual(Object.keys(linkKinds).sort())
  })

  test('every message has a file, and every file is a message or a part of one', () => {
    const listed = Object.keys(messages).map(kebab)
    const files = filesIn('messages').filter((name) => !listed.some((message) => name.startsWith(`${message}-`)))
    expect([...files].sort()).toEqual([...listed].sort())
  })
})
