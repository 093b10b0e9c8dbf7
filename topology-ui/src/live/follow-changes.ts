import { eventStreamParser, type ServerEvent } from './event-stream.ts'

/** How the page stands with the agent. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Nothing was heard since then, in milliseconds since 1970 by this machine's clock. */
  | { readonly state: 'lost'; readonly since: number; readonly reason: LossReason }

/** `silent`: it is there and says nothing; a number: the status of an answer that refuses. */
export type LossReason = 'unreachable' | 'silent' | 'ended' | number

export type FeedMessage =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'event'; readonly event: ServerEvent }
  /** To one who comes to a stream that others follow already. */
  | { readonly type: 'joined'; readonly connection: Connection }

export interface FollowOptions {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly tell: (message: FeedMessage) => void
  readonly signal: AbortSignal
  /** Milliseconds; the agent breaks silence every ten seconds. */
  readonly longestSilence?: number
  /** Milliseconds between two attempts. */
  readonly pause?: number
}

/** Follows the agent's changes until it is aborted, whatever happens to the agent: it comes again where it was. */
export const followChanges = async (options: FollowOptions): Promise<void> => {
  const { tell, signal, pause = 2_000 } = options
  let lastId = ''
  let heardAt = Date.now()
  tell({ type: 'connection', connection: { state: 'connecting' } })
  while (!signal.aborted) {
    const reason = await followOnce(options, lastId, (parsed) => {
      lastId = parsed
      heardAt = Date.now()
    })
    if (signal.aborted) return
    tell({ type: 'connection', connection: { state: 'lost', since: heardAt, reason } })
    await sleep(pause, signal)
  }
}

/** One connection. @returns why it is over */
const followOnce = async (
  { url, fetch, tell, signal, longestSilence = 15_000 }: FollowOptions,
  lastId: string,
  heard: (lastId: string) => void,
): Promise<LossReason> => {
  const silence = new AbortController()
  let watchdog = setTimeout(() => silence.abort(), longestSilence)
  try {
    const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
    const answer = await fetch(url, { headers, cache: 'no-store', signal: AbortSignal.any([signal, silence.signal]) })
    if (answer.status !== 200 || answer.body === null) return answer.status
    const parse = eventStreamParser(lastId)
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    tell({ type: 'connection', connection: { state: 'live' } })
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return 'ended'
      clearTimeout(watchdog)
      watchdog = setTimeout(() => silence.abort(), longestSilence)
      const parsed = parse(value)
      for (const event of parsed.events) tell({ type: 'event', event })
      heard(parsed.lastId)
    }
  } catch {
    return silence.signal.aborted ? 'silent' : 'unreachable'
  } finally {
    clearTimeout(watchdog)
  }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
