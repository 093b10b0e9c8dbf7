import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { KernelError } from '../linux/errno.ts'
import { openNamespace, visit } from '../linux/namespace.ts'
import { openProbe, type ProbeEnd, type SentProbe } from '../linux/probe-socket.ts'
import { openKnown, type Places } from './open-known.ts'
import type { Namespace } from './record.ts'

/** asm-generic/errno-base.h */
const ENOENT = 2

/** Milliseconds: the kernel gives up asking for a neighbour after three seconds, and that is an answer. */
const patience = 4_500
/** A connection that is made may be reset at once by what stands behind it. */
const quiet = 300
const between = 10

/**
 * Sends one real packet from inside a namespace and waits for what becomes of it. The socket is made during a short visit and stays
 * there; this process is back before anything else runs.
 * @returns what a program would see; null: nothing came back in time
 * @throws KernelError when the namespace cannot be entered
 */
export const sendProbe = async (namespace: Namespace, probe: SentProbe, places: Places): Promise<ProbeEnd | null> => {
  // The threads of libuv's pool stay in the namespace of the thread that first gave them work: that must be home.
  await stat('/')
  using socket = socketIn(namespace, probe, places)
  const deadline = performance.now() + patience
  let end: ProbeEnd | null = null
  while (end === null && performance.now() < deadline) {
    end = socket.poll()
    if (end === null) await pause(between)
  }
  if (end !== 'answered' || probe.protocol !== 'tcp') return end
  await pause(quiet)
  return socket.poll() ?? end
}

const socketIn = (namespace: Namespace, probe: SentProbe, places: Places) => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using there = openKnown(namespace, places, home)
  if (there === null) throw new KernelError({ operation: 'enter the namespace', errno: ENOENT, detail: 'it is gone' })
  return visit(there, home, () => openProbe(probe))
}
