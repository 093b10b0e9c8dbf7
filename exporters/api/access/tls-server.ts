import type { RequestListener, Server } from 'node:http'
import { createServer, type Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { isDeepStrictEqual } from 'node:util'
import { secureContextOptions } from '../../../agent/web-config/secure-context-options.ts'
import type { TlsSettings } from '../../../agent/web-config/web-config.ts'
import { limits } from '../limits.ts'
import { asksForCertificate, isAdmitted } from './client-certificate.ts'

/** A server that speaks TLS by settings that may change while it runs. */
export interface TlsServer {
  readonly create: (answer: RequestListener) => Server
  /** Takes effect with the next connection; others end when their clients might not come in any more. */
  readonly update: (tls: TlsSettings) => void
}

export const tlsServer = (first: TlsSettings): TlsServer => {
  let tls = first
  const servers: HttpsServer[] = []
  /** All connections, those in the middle of a handshake too. */
  const sockets = new Set<Socket>()
  /** Who may not come in is cut off here: with TLS 1.3 the client may have sent its request by then. */
  const admit = (socket: TLSSocket): void => {
    if (!isAdmitted(socket, tls)) socket.destroy()
  }
  return {
    create: (answer) => {
      const server = createServer(
        {
          ...secureContextOptions(tls),
          requestCert: asksForCertificate(tls),
          rejectUnauthorized: false,
          handshakeTimeout: limits.headersTimeout,
          headersTimeout: limits.headersTimeout,
          requestTimeout: limits.requestTimeout,
          keepAliveTimeout: limits.keepAliveTimeout,
          connectionsCheckingInterval: limits.connectionsCheckingInterval,
          maxHeaderSize: limits.maxHeaderSize,
          requireHostHeader: false,
        },
        answer,
      )
      server.setTimeout(limits.connectionTimeout)
      server.maxRequestsPerSocket = limits.maxRequestsPerSocket
      server.on('connection', (socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
      })
      server.prependListener('secureConnection', admit)
      // Node hands a failed handshake to the listeners for malformed HTTP, which would answer in plain text.
      server.removeAllListeners('tlsClientError')
      server.on('tlsClientError', (_error, socket) => socket.destroy())
      servers.push(server)
      return server
    },
    update: (next) => {
      const before = tls
      tls = next
      for (const server of servers) {
        server.setSecureContext(secureContextOptions(next))
        // Node reads this at each connection; setSecureContext leaves it as it was.
        Object.assign(server, { requestCert: asksForCertificate(next) })
      }
      if (isDeepStrictEqual(policyOf(before), policyOf(next))) return
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** What decides whether a client may come in. */
const policyOf = ({ clientAuth, clientCa, allowedSans }: TlsSettings) => ({ clientAuth, clientCa, allowedSans })
