import type { FastifyReply, FastifyRequest } from 'fastify'
import { asksForGzip } from './compression.ts'
import type { PageFile } from './page-files.ts'

/**
 * Answers with a file of the page, or with 304 where the client has it already.
 * @param cacheControl how long it may be kept
 */
export const sendFile = (
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { contentType, body, gzipped, etag }: PageFile,
  cacheControl: string,
): FastifyReply => {
  reply.headers({ etag, 'cache-control': cacheControl })
  if (holds(headers['if-none-match'], etag)) return reply.code(304).send()
  reply.type(contentType)
  return asksForGzip(headers['accept-encoding'])
    ? reply.header('content-encoding', 'gzip').send(gzipped)
    : reply.send(body)
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
const holds = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
