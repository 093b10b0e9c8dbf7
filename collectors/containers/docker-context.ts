import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../config-error.ts'
import { type Environment, type TlsMaterial, tlsOfDirectory } from './docker-tls.ts'
import { at, flagAt, textAt } from './json-value.ts'

/** A chosen context, and the setting that chose it. */
export type ContextChoice = { readonly name: string; readonly key: string }

const jsonFile = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * The context that the docker command would use; null for its default one. A configuration file that is absent or broken
 * counts as empty, as it does there.
 */
export const currentContext = (environment: Environment, configDirectory: string): ContextChoice | null => {
  const file = join(configDirectory, 'config.json')
  const choice: ContextChoice = environment['DOCKER_CONTEXT']
    ? { name: environment['DOCKER_CONTEXT'], key: 'DOCKER_CONTEXT' }
    : { name: textAt(jsonFile(file), 'currentContext'), key: `currentContext in ${file}` }
  return choice.name === '' || choice.name === 'default' ? null : choice
}

/**
 * The Docker endpoint of a context: `contexts/meta/ID/meta.json` and the certificates in `contexts/tls/ID/docker`, where
 * ID is the SHA-256 of the name (docker/cli: cli/context/store).
 */
export const contextNamed = (
  { name, key }: ContextChoice,
  configDirectory: string,
): { host: string; tls: TlsMaterial | null } => {
  const id = createHash('sha256').update(name).digest('hex')
  const endpoint = at(jsonFile(join(configDirectory, 'contexts', 'meta', id, 'meta.json')), 'Endpoints', 'docker')
  if (endpoint === undefined)
    throw new ConfigError(
      key,
      `there is no Docker context '${name}' in ${configDirectory}; see docker context ls, or give --docker-host`,
    )
  const skipVerify = flagAt(endpoint, 'SkipTLSVerify')
  const directory = join(configDirectory, 'contexts', 'tls', id, 'docker')
  const tls = existsSync(directory) || skipVerify ? tlsOfDirectory(directory, !skipVerify) : null
  return { host: textAt(endpoint, 'Host'), tls }
}
