import type { FastifyError, FastifyReply, FastifyRequest, ValidationResult } from 'fastify'
import { toJson } from '../../collectors/wire/json.ts'
import { suggestion } from '../suggest.ts'
import { type ProblemDetails, problemContentType, problemDetails } from './problem-details.ts'
import { ProblemError } from './problem-error.ts'
import { securityHeaders } from './security-headers.ts'

type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/**
 * Turns whatever was thrown into problem details. What is not a refusal is a fault of ours: its words stay here.
 * @param onFault is told of it
 */
export const answerErrors =
  (onFault: (error: unknown) => void): AnswerError =>
  (error, request, reply) => {
    if (error instanceof ProblemError) {
      const problem = problemDetails(error.status, error.message, request.url)
      reply.headers(error.headers)
      return send(reply, error.candidates.length > 0 ? { ...problem, candidates: error.candidates } : problem)
    }
    const { statusCode = 500, validation } = error as Partial<FastifyError>
    if (validation?.[0]) return send(reply, problemDetails(400, parameterDetail(validation[0], request), request.url))
    const status = statusCode >= 400 && statusCode < 600 ? statusCode : 500
    if (status === 500) onFault(error)
    return send(reply, problemDetails(status, frameworkDetails[status] ?? 'The agent failed to answer.', request.url))
  }

/** Of the errors that Fastify itself raises. Its own messages repeat the request. */
const frameworkDetails: { readonly [status: number]: string } = {
  400: 'The path or the query of this request is malformed.',
  413: 'The request is too large.',
  414: 'A part of the path is too long.',
  415: 'A request here has no body.',
  503: 'The answer took too long.',
}

const send = (reply: FastifyReply, problem: ProblemDetails): FastifyReply =>
  reply.code(problem.status).headers(securityHeaders).type(problemContentType).send(toJson(problem))

/** Nothing that is meant by more letters is a slip of a word. */
const longestWord = 40

/** Says which parameter is wrong, and what it could have been. */
const parameterDetail = (result: ValidationResult, request: FastifyRequest): string => {
  const missing: unknown = result.params['missingProperty']
  if (typeof missing === 'string') return `The parameter ${missing} is missing.`
  const name = result.instancePath.slice(1)
  const known = result.params['allowedValues']
  const query = request.query as { readonly [name: string]: unknown }
  if (!Array.isArray(known)) return `The parameter ${name} ${result.message ?? 'is wrong'}.`
  const given = query[name]
  const near = typeof given === 'string' ? suggestion(given.slice(0, longestWord), known) : ''
  return `The parameter ${name} is one of ${known.join(', ')}.${near}`
}
