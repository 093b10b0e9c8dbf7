import { readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { codecOf } from '../../collectors/netfilter/xtables/extension.ts'
import { matchVocabulary } from '../../collectors/netfilter/xtables/matches/index.ts'
import { targetVocabulary } from '../../collectors/netfilter/xtables/targets/index.ts'
import { DecodeError } from '../../collectors/wire/error.ts'
import { jsonForm } from '../captures/json-form.ts'
import { contextOf, type ExtensionCapture, extensionCaptures, listNames, lists } from './capture.ts'
import { reachedRows, rowsOf } from './reached.ts'
import { codecsOf } from './tables.ts'

const captures = extensionCaptures()
const named = captures.map((capture) => [`${capture.list}/${capture.file}`, capture] as const)
const vocabularies = { matches: matchVocabulary, targets: targetVocabulary }

const kernelName = ({ list, kind }: ExtensionCapture): string =>
  lists[list][kind]?.name ?? `${kind}, which is not listed`

/** As a rule has it: found by the name, revision and family that the kernel tells. */
const decode = (capture: ExtensionCapture, view: DataView, at: number, length: number): object => {
  const { list, family, revision } = capture
  return vocabularies[list].decode({ family, name: kernelName(capture), revision }, view, at, length)
}

const decodeAll = (capture: ExtensionCapture, bytes: Uint8Array): object =>
  decode(capture, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)

const textOf = (capture: ExtensionCapture): object | null => {
  const { list, family, bytes } = capture
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const named = { family, name: kernelName(capture), revision: capture.revision }
  const context = contextOf(family)
  const saved =
    list === 'matches'
      ? matchVocabulary.save(matchVocabulary.decode(named, view, 0, bytes.length), context)
      : targetVocabulary.save(targetVocabulary.decode(named, view, 0, bytes.length), context)
  return saved && { name: saved.name, text: saved.words.join(' ') }
}

describe('a capture', () => {
  test.each(named)('%s decodes to what it says', (_name, capture) => {
    const { kind, revision, bytes, value } = capture
    expect(jsonForm(decodeAll(capture, bytes))).toEqual({ kind, revision, info: value })
  })

  test.each(named)('%s is written as iptables-save writes it', (_name, capture) => {
    expect(textOf(capture)).toEqual({ name: capture.name ?? kernelName(capture), text: capture.save })
  })

  test.each(named)('%s is decoded wherever it lies in a buffer', (_name, capture) => {
    const surrounded = new Uint8Array(capture.bytes.length + 14).fill(0xff)
    surrounded.set(capture.bytes, 7)
    const { info } = jsonForm(decode(capture, new DataView(surrounded.buffer), 7, capture.bytes.length)) as {
      info: unknown
    }
    expect(info).toEqual(capture.value)
  })

  test.each(named)('%s, cut off anywhere, fails with a DecodeError or means the same', (_name, capture) => {
    for (let length = 0; length < capture.bytes.length; length++) {
      const result = decodedOrRefused(() => decodeAll(capture, capture.bytes.slice(0, length)))
      if (result !== null) expect(jsonForm(result)).toMatchObject({ info: capture.value })
    }
  })

  test.each(named)('%s with any bit flipped fails with a DecodeError or can be written', (_name, capture) => {
    for (const bit of sampleOfBits(capture.bytes.length * 8)) {
      const flipped = capture.bytes.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      decodedOrRefused(() => textOf({ ...capture, bytes: flipped }))
    }
  })
})

const decodedOrRefused = <T>(act: () => T): T | null => {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    expect(error.path.length).toBeGreaterThan(0)
    expect(error.message).toMatch(/ at byte \d+$/)
    return null
  }
}

const mostBits = 1_500

/** Every bit, or of a long struct every n-th, where n is odd: all positions within a byte occur. */
const sampleOfBits = (bits: number): readonly number[] => {
  const step = Math.ceil(bits / mostBits) | 1
  return Array.from({ length: Math.ceil(bits / step) }, (_, i) => i * step)
}

describe.each(listNames)('the captures of %s together', (list) => {
  const ofList = captures.filter((capture) => capture.list === list)
  const known = Object.entries(lists[list])

  test('are of extensions in the list', () => {
    expect(ofList.filter(({ kind }) => !(kind in lists[list])).map(({ file }) => file)).toEqual([])
  })

  test.each(known)('have every revision of %s, in each family where its struct differs', (kind, extension) => {
    const structs = ofList.filter((one) => one.kind === kind).map((one) => codecOf(extension, one.family, one.revision))
    const missing = codecsOf(extension)
      .filter(({ codec }) => !structs.includes(codec))
      .map(({ family, revision }) => `revision ${revision} for ${family}`)
    expect(missing).toEqual([])
  })

  test.each(known)('say something in every field and bit of %s', (kind, extension) => {
    const codecs = codecsOf(extension)
    const reached = ofList
      .filter((capture) => capture.kind === kind)
      .flatMap(({ family, revision, bytes }) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
        const codec = codecOf(extension, family, revision)
        return codec ? reachedRows(codec, { view, at: 0, length: bytes.length }) : []
      })
    const missing = codecs.flatMap(({ codec }) => rowsOf(codec)).filter((row) => !reached.includes(row))
    expect([...new Set(missing)]).toEqual([])
  })

  test('have the form that the schema says', () => {
    const ajv = new Ajv({ strict: false, discriminator: true, allErrors: true })
    const validate = ajv.compile(vocabularies[list].shape.json)
    for (const { kind, revision, value, file } of ofList) {
      validate({ kind, revision, info: value })
      expect(validate.errors ?? [], file).toEqual([])
    }
  })
})

describe('an extension that is not known', () => {
  const view = new DataView(Uint8Array.of(1, 2, 3).buffer)

  test('is kept with its name and its bytes', () => {
    const other = { kind: 'other', name: 'quiche', revision: 3, bytes: '010203' }
    expect(matchVocabulary.decode({ family: 'ipv4', name: 'quiche', revision: 3 }, view, 0, 3)).toEqual(other)
    expect(matchVocabulary.save({ ...other, kind: 'other' }, contextOf('ipv4'))).toBeNull()
  })

  test('also when only the revision is not known', () => {
    const other = { kind: 'other', name: 'mark', revision: 200, bytes: '010203' }
    expect(matchVocabulary.decode({ family: 'ipv4', name: 'mark', revision: 200 }, view, 0, 3)).toEqual(other)
  })
})

describe.each(listNames)('the list of %s and its folder', (list) => {
  const folder = new URL(`../../collectors/netfilter/xtables/${list}/`, import.meta.url)
  const kebab = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

  /** A file without an extension has a struct that several use. */
  const hasExtension = async (file: string): Promise<boolean> => {
    const module: object = await import(new URL(file, folder).href)
    return Object.values(module).some((exported) => typeof exported === 'object' && 'revisions' in exported)
  }

  test('have the same members', async () => {
    const files = readdirSync(folder)
    const isExtension = await Promise.all(files.map(hasExtension))
    const kinds = files.filter((_, i) => isExtension[i])
    const listed = Object.keys(lists[list]).map((kind) => `${kebab(kind)}.ts`)
    expect(kinds.sort()).toEqual(listed.sort())
  })
})
