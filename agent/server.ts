import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Flows } from '../collectors/flows.ts'
import type { Snapshot } from '../collectors/snapshot.ts'
import type { Access } from '../exporters/api/access/access.ts'
import { readPageFiles } from '../exporters/api/page-files.ts'
import { buildServer } from '../exporters/api/server.ts'
import { formats } from '../exporters/formats/index.ts'
import { dropPrivileges } from './drop-privileges.ts'
import { errorText } from './error-text.ts'
import { Auditor } from './live/auditor.ts'
import { ChangeFeed } from './live/change-feed.ts'
import { putTogether } from './live/flow-pieces.ts'
import { Measurements } from './live/measurements.ts'
import { flowParts, snapshotParts, usageParts } from './live/parts.ts'
import type { ServerSettings, ToCollector, ToServer } from './live/protocol.ts'
import { Questions } from './live/questions.ts'
import { type View, viewOf, withAudit } from './live/view.ts'
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

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : errorText(error)

/** Modules that are loaded when first needed must be loaded while this process may still read its own files. */
const loadFormats = async (): Promise<void> => {
  for (const format of Object.values(formats)) await format.load?.()
}

/** Beside the compiled agent, or below the checkout that this is run from. */
const pageFolder = join(
  import.meta.dirname,
  basename(dirname(import.meta.dirname)) === 'dist' ? '../page' : '../dist/page',
)

const urlOf = (address: AddressInfo, scheme: string): string =>
  `${scheme}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`

/** Loaded only where it is used: it takes 7 MB. */
const accessBy = async ({ config, isUsable }: NonNullable<ServerSettings['web']>): Promise<Access> => {
  const access = (await import('../exporters/api/access/access.ts')).accessBy(config)
  if (!isUsable) access.update(null)
  return access
}
/** Who may ask; null: everybody. */
let access: Promise<Access> | null = null

const measurements = new Measurements((id) => void tell({ type: 'measure', id }))
const tracked = new Questions<[netns: readonly string[]], readonly Flows[]>(
  (id, netns) => void tell({ type: 'track', id, netns }),
)
const parts = { snapshot: snapshotParts(), usage: usageParts(), flows: flowParts() }
const changes = new ChangeFeed()
const auditor = new Auditor()

const serve = async ({ listen: { host, port }, hostNames, metrics, web }: ServerSettings): Promise<void> => {
  access = web && accessBy(web)
  const own = await access
  const server = await buildServer({
    view: () => state.view && withAudit(state.view, auditor.newest),
    notReady: () => state.failure,
    changes,
    measure: () => measurements.take(),
    track: (netns) => tracked.take(netns),
    metrics,
    page: readPageFiles(pageFolder),
    version,
    ...(own === null ? {} : { access: own }),
    listenHosts: [host],
    hostNames: [hostname(), ...hostNames],
    onFault: (error) =>
      void tell({ type: 'warning', message: `internal error: ${errorText(error)}; please report it` }),
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
  if (address !== null && typeof address === 'object')
    await tell({ type: 'listening', url: urlOf(address, own?.tls ? 'https' : 'http') })
}

/** An error here is a bug: it is said in one line, by the collector. */
const giveUp = async (error: unknown): Promise<void> => {
  await tell({ type: 'refused', reason: `internal error in the server: ${errorText(error)}` })
  process.exit(1)
}
process.once('uncaughtException', (error) => void giveUp(error))

/** The parts that came belong to this answer, also when it is one for nobody. */
const answer = ({ id, usage }: Extract<ToServer, { type: 'usage' }>): void => {
  const whole = parts.usage.complete(usage)
  measurements.answer(id, whole)
}

/** Whatever is wrong with telling changes, the rest goes on. */
const lookForChanges = (snapshot: Snapshot): void => {
  try {
    changes.look(snapshot)
  } catch (error) {
    void tell({ type: 'warning', message: `internal error in comparing looks: ${errorText(error)}; please report it` })
  }
}

/** Takes a while: others get their turn meanwhile. */
const auditLook = async (snapshot: Snapshot): Promise<void> => {
  try {
    changes.tell(await auditor.look(snapshot), snapshot.takenAt)
  } catch (error) {
    void tell({ type: 'warning', message: `internal error in auditing: ${errorText(error)}; please report it` })
  }
}

process.on('message', (message: ToServer) => {
  switch (message.type) {
    case 'configure':
      void serve(message.settings).catch(giveUp)
      break
    case 'part':
      parts[message.of].add(message)
      break
    case 'snapshot':
      state.view = viewOf(parts.snapshot.complete(message.snapshot, message.same))
      state.failure = null
      lookForChanges(state.view.snapshot)
      void auditLook(state.view.snapshot)
      break
    case 'usage':
      answer(message)
      break
    case 'flows': {
      const pieces = parts.flows.complete(message.flows)
      tracked.answer(message.id, pieces && putTogether(pieces))
      break
    }
    case 'failure':
      state.failure = message.reason
      break
    case 'web':
      void access?.then(({ update }) => update(message.config)).catch(giveUp)
      break
    default:
      message satisfies never
  }
})

// Ctrl-C reaches the whole process group: the collector decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
