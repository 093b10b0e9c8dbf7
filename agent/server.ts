import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { buildServer } from '../exporters/api/server.ts'
import { formats } from '../exporters/formats/index.ts'
import { dropPrivileges } from './drop-privileges.ts'
import type { ListenAddress, ToCollector, ToServer } from './live/protocol.ts'
import { type View, viewOf } from './live/view.ts'
import { version } from './version.ts'

/**
 * The server process: the composition root of all that faces the network. It is told what to serve over the pipe from the
 * collector, has no privileges once it listens, and ends when the collector does.
 */
const state: { view: View | null; failure: string | null } = {
  view: null,
  failure: 'the first look at the host is not done yet',
}

const tell = (message: ToCollector): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve())
  })

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : textOf(error)

/** Modules that are loaded when first needed must be loaded while this process may still read its own files. */
const loadFormats = async (): Promise<void> => {
  for (const format of Object.values(formats)) await format.load?.()
}

const urlOf = (address: AddressInfo): string =>
  `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`

const serve = async ({ host, port }: ListenAddress, hostNames: readonly string[]): Promise<void> => {
  const server = await buildServer({
    view: () => state.view,
    notReady: () => state.failure,
    version,
    listenHosts: [host],
    hostNames: [hostname(), ...hostNames],
    onFault: (error) => void tell({ type: 'warning', message: `internal error: ${textOf(error)}; please report it` }),
  })
  process.once('disconnect', () => void server.close().then(() => process.exit(0)))
  try {
    await server.listen({ host, port })
  } catch (error) {
    const reason = `cannot listen on ${host} port ${port} (${codeOf(error)}); choose another with --listen`
    await tell({ type: 'refused', reason })
    process.exit(1)
  }
  await loadFormats()
  const kept = dropPrivileges()
  if (kept) await tell({ type: 'warning', message: kept })
  const address = server.server.address()
  if (address !== null && typeof address === 'object') await tell({ type: 'listening', url: urlOf(address) })
}

/** An error here is a bug: it is said in one line, by the collector. */
const giveUp = async (error: unknown): Promise<void> => {
  await tell({ type: 'refused', reason: `internal error in the server: ${textOf(error)}` })
  process.exit(1)
}
process.once('uncaughtException', (error) => void giveUp(error))

process.on('message', (message: ToServer) => {
  if (message.type === 'configure') void serve(message.listen, message.hostNames).catch(giveUp)
  else if (message.type === 'failure') state.failure = message.reason
  else {
    state.view = viewOf(message.snapshot)
    state.failure = null
  }
})

// Ctrl-C reaches the whole process group: the collector decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
