import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accepted } from './accepted.ts'

const compress = promisify(gzip)

/** Bytes below which a gzip header and a thread's time cost more than they save. */
const worthwhile = 1_024

/**
 * The lightest. A scrape of a big host is megabytes in which neighbouring lines are alike and distant ones are not: looking
 * back by 1 KiB instead of 32 takes a quarter less time and finds more.
 */
const options = { level: 1, windowBits: 10 }
/** zlib's own. */
const smallestChunk = 16_384

/** Compresses a finished answer when the client asked for gzip. An `onSend` hook. */
export const compression = async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
  reply.header('vary', 'accept, accept-encoding')
  const length = Buffer.byteLength(payload)
  if (reply.hasHeader('content-encoding') || length < worthwhile || !asksForGzip(request.headers['accept-encoding']))
    return payload
  reply.header('content-encoding', 'gzip').removeHeader('content-length')
  // The answer has about a quarter of the length: one piece of that size spares many small ones.
  return compress(payload, { ...options, chunkSize: Math.max(smallestChunk, Math.ceil(length / 4)) })
}

/** Whether the header Accept-Encoding takes gzip (RFC 9110, 12.5.3). */
export const asksForGzip = (header: string | string[] | undefined): boolean => {
  const codings = accepted(header?.toString())
  const named = codings.find(({ value }) => value === 'gzip') ?? codings.find(({ value }) => value === '*')
  return named !== undefined && named.quality > 0
}
