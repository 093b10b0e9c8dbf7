import { fewOf } from './few-of.ts'
import { type Part, say } from './row.ts'

/** `listens 80/tcp httpd, 443/tcp httpd`. */
export const listenParts = (words: readonly string[]): Part[] =>
  words.length === 0 ? [] : [say(`listens ${fewOf(words)}`)]
