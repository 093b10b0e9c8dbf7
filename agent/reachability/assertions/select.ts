import { isIPv6 } from 'node:net'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { wildcard } from './wildcard.ts'

/** One endpoint that a selector means. */
export interface Selected {
  /** As `netloupe why` takes it. */
  readonly endpoint: string
  /** Of a selector for many: the container that it found. */
  readonly container: Container | null
}

/**
 * The endpoints that a selector means: `label=KEY`, `label=KEY=VALUE`, `network=NAME`, a container's name with `*` and `?` in it, with
 * `:PORT` behind it if it is a destination; anything else means itself. Of many containers those count that have a namespace.
 */
export const select = (selector: string, { containers }: Snapshot): readonly Selected[] => {
  const choice = chosenBy(selector)
  if (choice === null) return [{ endpoint: selector, container: null }]
  return containers
    .filter((container) => container.netns !== null && choice.means(container))
    .map((container) => ({ endpoint: `${container.name || container.id}${choice.rest}`, container }))
}

interface Choice {
  readonly means: (container: Container) => boolean
  /** What stands behind the name: port and protocol. */
  readonly rest: string
}

const chosenBy = (selector: string): Choice | null => {
  const [, kind, word = ''] = /^(label|network)=(.*)$/s.exec(selector) ?? []
  if (kind === 'network')
    return { means: ({ endpoints }) => endpoints.some(({ networkName }) => networkName === word), rest: '' }
  if (kind === 'label') {
    const [, key = word, value] = /^(.*?)=(.*)$/s.exec(word) ?? []
    return {
      means: ({ labels }) => Object.hasOwn(labels, key) && (value === undefined || labels[key] === value),
      rest: '',
    }
  }
  const [, pattern = '', rest = ''] = /^([^:/]*)(.*)$/s.exec(selector) ?? []
  if (!/[*?]/.test(pattern)) return null
  const wanted = wildcard(pattern)
  return { means: ({ name }) => wanted.test(name), rest }
}

/** A destination with the port that a list of ports gives it: `web` and `53/udp` make `web:53/udp`. */
export const withPort = (endpoint: string, port: string | null): string => {
  if (port === null) return endpoint
  if (port === 'icmp') return `${endpoint}/icmp`
  return isIPv6(endpoint) ? `[${endpoint}]:${port}` : `${endpoint}:${port}`
}
