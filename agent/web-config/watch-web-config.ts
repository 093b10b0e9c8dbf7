import { readFileSync, statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { ConfigError } from '../../collectors/config-error.ts'
import { fsErrorCode } from '../../collectors/procfs/read.ts'
import { readWebConfig } from './read-web-config.ts'
import type { WebConfig } from './web-config.ts'

/** Milliseconds between two looks at the files. A change counts when it has stayed for one: writers write in steps. */
const pauseMs = 500

/** What tells one state of a file from the next, or why it cannot be told. */
const stateOf = (path: string): string => {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch (error) {
    return fsErrorCode(error)
  }
}

/**
 * Looks at the file, and at those that it names, until it is disposed of.
 * @param config what was read from it at the start
 * @param onChange is told of each new configuration, or why there is none that can be used
 */
export const watchWebConfig = (
  file: string,
  config: WebConfig,
  onChange: (reading: WebConfig | ConfigError) => void,
): Disposable => {
  const hasTls = config.tls !== null
  let told: WebConfig | string = config
  /** The files that were opened at the last reading, as they were before it. */
  let read = new Map<string, string>()
  let seen = ''

  const reading = (): WebConfig | ConfigError => {
    const opened = new Map<string, string>()
    try {
      const next = readWebConfig(file, (path) => {
        opened.set(path, stateOf(path))
        return readFileSync(path, 'utf8')
      })
      if ((next.tls !== null) === hasTls) return next
      return new ConfigError(file, `TLS goes ${hasTls ? 'off' : 'on'} only when the agent starts: start it again.`)
    } catch (error) {
      if (error instanceof ConfigError) return error
      throw error
    } finally {
      read = opened
    }
  }

  const look = (): void => {
    const states = [...read.keys()].map(stateOf)
    const before = seen
    seen = states.join('\n')
    const isAsRead = read.size > 0 && isDeepStrictEqual(states, [...read.values()])
    if (isAsRead || seen !== before) return
    const now = reading()
    const said = now instanceof ConfigError ? now.message : now
    if (isDeepStrictEqual(said, told)) return
    told = said
    onChange(now)
  }

  const timer = setInterval(look, pauseMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
