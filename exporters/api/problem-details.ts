import { STATUS_CODES } from 'node:http'
import { type Infer, integer, list, optional, record, text } from '../../collectors/wire/shape.ts'

export const problemContentType = 'application/problem+json'

/** RFC 9457. `type` is always `about:blank`: the status says which problem it is, `detail` what to do about it. */
export const problemDetailsShape = record({
  type: text,
  /** The phrase of the status. */
  title: text,
  status: integer,
  /** One line: what is wrong and how to mend it. */
  detail: text,
  /** Path of the request, without its query. */
  instance: text,
  /** What the request could have meant, where that is a short list. */
  candidates: optional(list(text)),
})

export type ProblemDetails = Infer<typeof problemDetailsShape>

/** @param url as the request had it; its query may hold anything and is left out */
export const problemDetails = (status: number, detail: string, url: string): ProblemDetails => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  instance: url.replace(/[?#].*/s, ''),
})
