import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { toJson } from '../../collectors/wire/json.ts'
import { problemContentType, problemDetails } from './problem-details.ts'
import { securityHeaders } from './security-headers.ts'

/** Codes of Node's HTTP parser and connection checks that have a status of their own; the others are 400. */
const refusals: { readonly [code: string]: readonly [status: number, detail: string] } = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'The request line and the headers together are too long.'],
}

/** Answers what is not even an HTTP request: there is a socket, but no request and no reply. */
export const answerClientError = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, detail] = refusals[error.code ?? ''] ?? [400, 'This is not a well-formed HTTP request.']
  if (socket.writable) socket.end(rawProblem(status, detail))
  else socket.destroy(error)
}

/** A whole HTTP/1.1 answer that closes the connection. */
const rawProblem = (status: number, detail: string): string => {
  const body = toJson(problemDetails(status, detail, ''))
  const headers = {
    ...securityHeaders,
    'content-type': problemContentType,
    'content-length': `${Buffer.byteLength(body)}`,
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}
