import { readdirSync, readFileSync } from 'node:fs'
import { type Messages, messages } from '../../collectors/netlink/messages/index.ts'
import { type Capture, readCapture } from './read-capture.ts'

/** A capture with its folder, which is the name of a message, and its file. */
export interface NamedCapture extends Capture {
  readonly folder: keyof Messages
  readonly file: string
}

const here = new URL('.', import.meta.url)

/** The folders beside this file; each must be a message. */
export const captureFolders = (): readonly string[] =>
  readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

/** Every capture of every message. */
export const allCaptures = (): readonly NamedCapture[] =>
  (Object.keys(messages) as (keyof Messages)[]).flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, here)).map((file) => ({
      ...readCapture(readFileSync(new URL(`${folder}/${file}`, here), 'utf8')),
      folder,
      file,
    })),
  )
