/**
 * Limits of the HTTP server, in milliseconds and bytes. Fastify's own default for `requestTimeout` is none at all, and Node
 * swaps the two timeouts when `headersTimeout` is the larger one.
 */
export const limits = {
  requestTimeout: 20_000,
  connectionTimeout: 30_000,
  keepAliveTimeout: 10_000,
  handlerTimeout: 15_000,
  maxRequestsPerSocket: 1_000,
  bodyLimit: 65_536,
  headersTimeout: 10_000,
  /** Node looks for overdue requests this often; its default of 30 s would make smaller limits meaningless. */
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
  maxConnections: 512,
  /** Of one path parameter. A container's id has 64 characters. */
  maxParamLength: 512,
} as const
