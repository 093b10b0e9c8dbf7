import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type OpenNamespace, openHub, openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { openNetlink } from '../../collectors/linux/socket.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { hubNumber } from '../../collectors/netlink/hub.ts'
import type { Space } from '../lab/lab.ts'

/** The hub's number of a namespace, and what to ask it over. */
export interface CountersHub extends Disposable {
  readonly connection: NetlinkConnection
  readonly numberOf: (space: Space) => number
  /** Asks inside a namespace, over a netlink socket that is opened there and closed again. */
  readonly inside: <T>(space: Space, protocol: number, ask: (connection: NetlinkConnection) => T) => T
}

export const openCountersHub = (): CountersHub => {
  const home: OpenNamespace = openNamespace('/proc/thread-self/ns/net')
  const { transport, nsids } = openHub(home, () => null)
  const connection = new NetlinkConnection(transport)
  return {
    connection,
    numberOf: ({ path }) => {
      using namespace = openNamespace(path)
      return hubNumber(connection, namespace)
    },
    inside: <T>({ path }: Space, protocol: number, ask: (connection: NetlinkConnection) => T): T => {
      using namespace = openNamespace(path)
      const answers: T[] = []
      visit(namespace, home, () => {
        using opened = new NetlinkConnection(openNetlink(protocol))
        answers.push(ask(opened))
      })
      const [answer] = answers
      if (answer === undefined) throw new Error('nothing was answered')
      return answer
    },
    [Symbol.dispose]: () => {
      connection[Symbol.dispose]()
      nsids[Symbol.dispose]()
      home[Symbol.dispose]()
    },
  }
}

const patienceMs = 10_000

/**
 * What is read, and what a tool says of the same; both at a moment in which nothing changed: what is read before and after
 * the tool is equal. @throws when nothing ever keeps still
 */
export const compared = async <A, B>(read: () => A, tool: () => Promise<B>): Promise<{ ours: A; theirs: B }> => {
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    const before = read()
    const theirs = await tool()
    if (JSON.stringify(before, exact) === JSON.stringify(read(), exact)) return { ours: before, theirs }
  }
  throw new Error('the counters never kept still')
}

const exact = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const peer = fileURLToPath(new URL('counters-peer.ts', import.meta.url))

/** Starts the peer program inside a namespace, and waits until its sockets are there. It ends with the lab. */
export const startPeer = async (space: Space, ...words: readonly (string | number)[]): Promise<ChildProcess> => {
  const child = space.start([process.execPath, peer, ...words.map(String)])
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the peer ended with ${code}: ${errors}`)))
  })
  return child
}

/** Ends a peer, and waits until it has gone. */
export const endPeer = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
