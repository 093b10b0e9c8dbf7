import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { toJson } from '../../collectors/wire/json.ts'
import type { Access } from './access/access.ts'
import { admission } from './admission.ts'
import { answerErrors } from './answer-error.ts'
import { answerClientError } from './client-error.ts'
import { compression } from './compression.ts'
import { limits } from './limits.ts'
import { ProblemError } from './problem-error.ts'
import { routes } from './routes/index.ts'
import { componentSchemas } from './schemas/index.ts'
import { securityHeaders } from './security-headers.ts'
import type { ServerDependencies } from './server-dependencies.ts'

/** The HTTP server with all its routes, not yet listening. It logs nothing. */
export const buildServer = async (dependencies: ServerDependencies): Promise<FastifyInstance> => {
  const answerError = answerErrors(dependencies.onFault ?? (() => undefined))
  const { access } = dependencies
  const app = limitedServer(answerError, access)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'netloupe',
        version: dependencies.version,
        description:
          'The network of one host as its kernel has it. Everything is read-only. 64-bit counters are numbers up to ' +
          '2^53 - 1 and decimal strings beyond. `Last-Modified` says when the host was looked at.',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => `${$id ?? `schema${index}`}` },
  })
  // Answers are written as they are: Fastify's own serializer would drop fields that a schema does not name.
  app.setReplySerializer((payload) => toJson(payload))
  app.setSerializerCompiler(() => toJson)
  for (const schema of componentSchemas()) app.addSchema(schema)
  const admit = admission(dependencies)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    admit(request)
    await access?.check(request)
  })
  app.addHook('onSend', async (_request, reply) => access?.addHeaders(reply))
  app.addHook('onSend', compression)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(() => {
    throw new ProblemError(404, 'There is nothing here: / lists what there is.')
  })
  for (const route of Object.values(routes)) route(app, dependencies)
  await app.ready()
  return app
}

const limitedServer = (answerError: ReturnType<typeof answerErrors>, access: Access | undefined): FastifyInstance => {
  const app = fastify({
    ...(access?.tls ? { serverFactory: access.tls.create } : {}),
    logger: false,
    requestTimeout: limits.requestTimeout,
    connectionTimeout: limits.connectionTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    handlerTimeout: limits.handlerTimeout,
    maxRequestsPerSocket: limits.maxRequestsPerSocket,
    bodyLimit: limits.bodyLimit,
    routerOptions: { maxParamLength: limits.maxParamLength, ignoreTrailingSlash: true },
    http: {
      headersTimeout: limits.headersTimeout,
      connectionsCheckingInterval: limits.connectionsCheckingInterval,
      maxHeaderSize: limits.maxHeaderSize,
      // Node's own refusal has no body; admission refuses it.
      requireHostHeader: false,
    },
    // Fastify's refusal while it closes is no problem details; a request that still comes in is answered instead.
    return503OnClosing: false,
    trustProxy: false,
    requestIdHeader: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: answerClientError,
    // No hook is run for a path that Fastify cannot read: who may ask is checked all the same.
    frameworkErrors: (error, request, reply) => {
      void Promise.resolve(access?.check(request))
        .then(
          () => error,
          (refusal: unknown) => refusal,
        )
        .then((reason) => answerError(reason, request, reply))
    },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  })
  app.server.maxConnections = limits.maxConnections
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node's refusal has no body.
  app.server.on('checkExpectation', app.routing)
  return app
}
