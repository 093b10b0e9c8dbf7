import { feedChannel } from './feed-channel.ts'
import workerUrl from './feed-worker.ts?worker&url'
import { type FeedMessage, followChanges } from './follow-changes.ts'

/** Follows the agent's changes in the worker of all tabs; where a browser has none, in this tab. Lasts as long as the page. */
export const startFeed = (tell: (message: FeedMessage) => void): void => {
  if (typeof SharedWorker === 'undefined') {
    void followChanges({
      url: '/api/v1/events',
      fetch: fetch.bind(globalThis),
      tell,
      signal: new AbortController().signal,
    })
    return
  }
  const channel = new BroadcastChannel(feedChannel)
  channel.onmessage = ({ data }: MessageEvent<FeedMessage>) => tell(data)
  const worker = new SharedWorker(trusted(workerUrl), { type: 'module', name: 'netloupe' })
  worker.port.onmessage = ({ data }: MessageEvent<FeedMessage>) => tell(data)
}

/** Trusted Types (W3C), which the language's own library does not describe yet. */
interface WithTrustedTypes {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL: (url: string) => string },
    ): {
      createScriptURL(url: string): string
    }
  }
}

/** The one URL of a script that the content security policy lets through: it is part of this page. */
const trusted = (url: string): string => {
  const { trustedTypes } = window as Window & WithTrustedTypes
  return trustedTypes?.createPolicy('netloupe', { createScriptURL: (wanted) => wanted }).createScriptURL(url) ?? url
}
