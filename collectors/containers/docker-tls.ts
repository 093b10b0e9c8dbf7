import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../config-error.ts'

/** Certificates and keys, PEM, as `node:tls` takes them. */
export type TlsMaterial = { ca?: Buffer; cert?: Buffer; key?: Buffer; rejectUnauthorized: boolean }

/** Environment variables; passed in, never read from the process. */
export type Environment = { readonly [name: string]: string | undefined }

const fileIn = (directory: string, name: string): Buffer | undefined => {
  try {
    return readFileSync(join(directory, name))
  } catch {
    return undefined
  }
}

/** `ca.pem`, `cert.pem` and `key.pem` of a certificate directory, as far as they are there. */
export const tlsOfDirectory = (directory: string, rejectUnauthorized: boolean): TlsMaterial => {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => fileIn(directory, name))
  return { rejectUnauthorized, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

/** Whether the environment asks for TLS: any value of `DOCKER_TLS_VERIFY` does, also `0`, as for the docker command. */
export const wantsTls = (environment: Environment): boolean =>
  [environment['DOCKER_TLS_VERIFY'], environment['DOCKER_TLS']].some((value) => (value ?? '') !== '')

/**
 * TLS as the environment asks for it; null for none. `DOCKER_TLS_VERIFY` needs `ca.pem`; `DOCKER_TLS` does not verify the
 * engine; the client's own certificate is optional (docker/cli: cli/flags/options.go).
 *
 * @throws ConfigError when `ca.pem` is needed and cannot be read
 */
export const tlsOfEnvironment = (environment: Environment, configDirectory: string): TlsMaterial | null => {
  if (!wantsTls(environment)) return null
  const verify = (environment['DOCKER_TLS_VERIFY'] ?? '') !== ''
  const directory = environment['DOCKER_CERT_PATH'] || configDirectory
  const tls = tlsOfDirectory(directory, verify)
  if (verify && tls.ca === undefined)
    throw new ConfigError(
      'DOCKER_CERT_PATH',
      `DOCKER_TLS_VERIFY needs ${join(directory, 'ca.pem')}, which cannot be read; name the directory with ca.pem, cert.pem and key.pem`,
    )
  return tls
}
