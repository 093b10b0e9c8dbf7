import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../../collectors/config-error.ts'
import type { ToldChange } from '../changes/event.ts'
import { errorText } from '../error-text.ts'
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts'

export interface AgentToFollow {
  /** `http://127.0.0.1:9474`; a name and a password may stand in it. */
  readonly url: URL
  readonly kinds: readonly string[]
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
}

const pauseMs = 2_000

/** Kinds of events that are about the stream itself. */
const ownEvents: { readonly [event: string]: string } = {
  ready: 'following the agent; Ctrl-C ends it',
  reset: 'some changes were missed',
  overrun: 'the agent let us go: changes came faster than they were read',
  bye: 'the agent ends',
}

/**
 * What an agent tells of changes, until `signal`. An agent that goes away is waited for, and asked for what happened meanwhile.
 * @throws ConfigError when it cannot be asked at all
 */
export async function* changesOfAgent(agent: AgentToFollow): AsyncGenerator<ToldChange> {
  const { signal, tell } = agent
  let lastId: string | null = null
  let isLost = false
  while (!signal.aborted) {
    try {
      const answer = await ask(agent, lastId)
      if (isLost) tell('the agent is there again')
      isLost = false
      for await (const event of answer) {
        lastId = event.id || lastId
        const own = ownEvents[event.event]
        if (own === undefined) yield JSON.parse(event.data)
        else tell(own)
      }
    } catch (error) {
      if (signal.aborted) return
      if (lastId === null || error instanceof Refusal) throw cannotFollow(agent, error)
      if (!isLost) tell(`the agent does not answer (${causeText(error)}); trying again`)
      isLost = true
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

/** It answered, and will not do so otherwise the next time. */
class Refusal extends Error {
  override readonly name = 'Refusal'
}

const ask = async (
  { url, kinds, signal }: AgentToFollow,
  lastId: string | null,
): Promise<AsyncIterable<ServerSentEvent>> => {
  const place = new URL('/api/v1/events', url)
  for (const kind of kinds) place.searchParams.append('kind', kind)
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  ;[place.username, place.password] = ['', '']
  const answer = await fetch(place, {
    signal,
    headers: {
      accept: 'text/event-stream',
      ...(lastId === null ? {} : { 'last-event-id': lastId }),
      ...(credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  })
  if (answer.status === 503) throw new Error(await detailOf(answer))
  if (answer.status === 401) throw new Refusal('it asks for a password: --agent http://NAME:PASSWORD@HOST:PORT')
  if (!answer.ok || answer.body === null) throw new Refusal(await detailOf(answer))
  return serverSentEvents(answer.body)
}

const detailOf = async (answer: Response): Promise<string> => {
  const body: unknown = await answer.json().catch(() => null)
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined
  return typeof detail === 'string' ? detail : `HTTP status ${answer.status}`
}

/** `fetch` says why in the cause of its error only. */
const causeText = (error: unknown): string =>
  errorText(error instanceof Error && error.cause instanceof Error ? error.cause : error)

const cannotFollow = ({ url }: AgentToFollow, error: unknown): ConfigError =>
  new ConfigError('--agent', `cannot follow ${url.origin}: ${causeText(error)}`)
