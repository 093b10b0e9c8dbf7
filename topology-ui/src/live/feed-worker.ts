/// <reference lib="webworker" />
import { feedChannel } from './feed-channel.ts'
import { type Connection, followChanges } from './follow-changes.ts'

/**
 * One stream for all tabs of a browser: it opens no more than six connections to an agent without HTTP/2, so that a seventh
 * tab with a stream of its own would never load. It lives as long as a tab does.
 */
declare const self: SharedWorkerGlobalScope

const channel = new BroadcastChannel(feedChannel)
let connection: Connection = { state: 'connecting' }

self.onconnect = ({ ports: [port] }) => port?.postMessage({ type: 'joined', connection })

void followChanges({
  url: '/api/v1/events',
  fetch: self.fetch.bind(self),
  signal: new AbortController().signal,
  tell: (message) => {
    if (message.type === 'connection') connection = message.connection
    channel.postMessage(message)
  },
})
