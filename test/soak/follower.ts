import { setTimeout as sleep } from 'node:timers/promises'
import type { ToldChange } from '../../agent/changes/event.ts'
import { serverSentEvents } from '../../agent/watch/server-sent-events.ts'
import { applyChange, type LastingGraph, lastingGraphOf } from './lasting-graph.ts'

/** A reader of `/api/v1/events` that keeps the graph up to date by nothing but them, as a page does. */
export interface Follower extends AsyncDisposable {
  /** The graph by now; null while the agent has told nothing yet. */
  readonly graph: () => LastingGraph | null
  /** Changes that came. */
  readonly changes: () => number
  /** What the stream said of itself, from `ready` on: after that and after each `reset` the topology was fetched. */
  readonly notices: () => readonly string[]
}

const ownEvents: ReadonlySet<string> = new Set(['ready', 'reset', 'overrun', 'bye'])

/** Before it tries again, in milliseconds. */
const pauseMs = 200

/** Follows an agent, through its restarts. @param onChange called at each change, after it is in the graph */
export const followChanges = (url: string, onChange: (change: ToldChange) => void): Follower => {
  const stop = new AbortController()
  const state: { graph: LastingGraph | null; changes: number; lastId: string | null } = {
    graph: null,
    changes: 0,
    lastId: null,
  }
  const notices: string[] = []
  const topology = async (): Promise<LastingGraph> => {
    const answer = await fetch(`${url}/api/v1/topology`, { signal: stop.signal })
    if (!answer.ok) throw new Error(`the topology was answered with ${answer.status}`)
    return lastingGraphOf(await answer.text())
  }
  const followOnce = async (): Promise<void> => {
    const headers = state.lastId === null ? {} : { 'last-event-id': state.lastId }
    const { ok, body } = await fetch(`${url}/api/v1/events`, { signal: stop.signal, headers })
    if (!ok || body === null) return
    for await (const { event, id, data } of serverSentEvents(body)) {
      if (ownEvents.has(event)) notices.push(event)
      if (event === 'ready' || event === 'reset') state.graph = await topology()
      else if (!ownEvents.has(event)) {
        const change: ToldChange = JSON.parse(data)
        if (state.graph !== null) applyChange(state.graph, change)
        state.changes++
        onChange(change)
      }
      state.lastId = id
    }
  }
  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // A connection that breaks, and an agent that is not there, are part of what is tried.
      await followOnce().catch(() => undefined)
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const following = follow()
  return {
    graph: () => state.graph,
    changes: () => state.changes,
    notices: () => notices,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await following
    },
  }
}
