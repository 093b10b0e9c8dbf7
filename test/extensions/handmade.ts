/**
 * Writes a capture of a struct that no tool here makes:
 * `node test/extensions/handmade.ts FILE KIND FAMILY SIZE "what it is, and from which header" OFFSET:HEX… [SAVE]`.
 * Bytes that are not named are zero. Without SAVE the text is our own: read it before believing it.
 */
import { writeFileSync } from 'node:fs'
import { captureUrl, kindAndRevision, lists } from './capture.ts'
import { writeExtensionCapture } from './write-extension-capture.ts'

const families = ['ipv4', 'ipv6', 'arp', 'bridge'] as const

const make = ([place = '', kind = '', familyName, size, what = '', ...rest]: readonly string[]): string => {
  const [list, file = ''] = place.split('/')
  const family = families.find((name) => name === familyName)
  if ((list !== 'matches' && list !== 'targets') || family === undefined)
    throw new Error('handmade.ts matches|targets/FILE KIND FAMILY SIZE ABOUT OFFSET:HEX… [SAVE]')
  const extension = lists[list][kind]
  if (extension === undefined) throw new Error(`${kind} is not in the list of ${list}`)
  const { revision } = kindAndRevision(file)
  const bytes = new Uint8Array(Number(size))
  const parts = rest.filter((part) => /^\d+:[0-9a-f]+$/.test(part))
  for (const part of parts) {
    const [offset, digits = ''] = part.split(':')
    bytes.set(Buffer.from(digits, 'hex'), Number(offset))
  }
  const text = rest.find((part) => !parts.includes(part))
  const saved = text === undefined ? null : { name: extension.name, text }
  const about = `${extension.name}, revision ${revision}: ${what}`
  writeFileSync(captureUrl(list, file), writeExtensionCapture({ about, extension, family, revision, bytes, saved }))
  return `${list}/${file}`
}

if (import.meta.main) process.stdout.write(`${make(process.argv.slice(2))}\n`)
