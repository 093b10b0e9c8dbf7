import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DockerAddress } from '../../../collectors/containers/docker-address.ts'

type Reply = Parameters<RequestListener>[1]

/** What one path answers: a JSON value, or a function that does what it likes with the reply. */
export type Answers = { readonly [path: string]: unknown | ((reply: Reply) => void) }

export const versionAnswer = { Version: '28.2.2', ApiVersion: '1.50', MinAPIVersion: '1.24' }

/** A server on a Unix socket that answers as told, by the path without version; 404 to all else. */
export const fakeEngine = async (answers: Answers) => {
  const directory = mkdtempSync(join(tmpdir(), 'fake-engine-'))
  const socketPath = join(directory, 'docker.sock')
  const asked: string[] = []
  const all: Answers = { '/version': versionAnswer, '/containers/json': [], '/networks': [], ...answers }
  const server = createServer((request, reply) => {
    const url = request.url ?? ''
    asked.push(`${request.method} ${url}`)
    const path = url.replace(/^\/v[\d.]+(?=\/)/, '').replace(/\?.*/, '')
    if (!Object.hasOwn(all, path)) {
      reply.writeHead(404).end(JSON.stringify({ message: 'page not found' }))
      return
    }
    const answer = all[path]
    if (typeof answer === 'function') answer(reply)
    else reply.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const address: DockerAddress = { url: `unix://${socketPath}`, connection: { socketPath } }
  return {
    address,
    asked,
    socketPath,
    [Symbol.dispose]: () => {
      server.close()
      server.closeAllConnections()
      rmSync(directory, { recursive: true })
    },
  }
}
