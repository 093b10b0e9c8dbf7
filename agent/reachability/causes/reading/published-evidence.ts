import { portKey } from '../../../topology/identity.ts'
import type { Evidence } from '../cause.ts'
import { containerWords } from './container-facts.ts'
import { type Published, publishedWords } from './publications-of.ts'

/** What `docker ps` shows of a published port. */
export const publishedEvidence = (published: Published): Evidence => ({
  where: `docker ps, ${containerWords(published.container)}`,
  fact: publishedWords(published),
  object: portKey(published.port),
})
