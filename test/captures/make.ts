/** Writes the captures that are made by hand: `node test/captures/make.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { messages } from '../../collectors/netlink/messages/index.ts'
import { handmade } from './handmade.ts'
import { bytesOf, expectedOf, join, u16, u32 } from './parts.ts'
import { writeCapture } from './write-capture.ts'

if (import.meta.main) {
  for (const { folder, file, about, head, parts } of handmade) {
    const message = messages[folder]
    const body = join(head.bytes, bytesOf(parts))
    const header = join(u32(16 + body.length), u16(message.types.answers[0] ?? 0), u16(2), u32(1), u32(0))
    mkdirSync(new URL(folder, import.meta.url), { recursive: true })
    writeFileSync(
      new URL(`${folder}/${file}.capture`, import.meta.url),
      writeCapture({
        about: `${about}\nbuilt from the header, not captured (make.ts)`,
        message,
        bytes: join(header, body),
        expected: expectedOf([head, ...parts]),
      }),
    )
  }
}
