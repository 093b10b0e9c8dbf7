/**
 * A setting that cannot be used. `key` is the setting as its owner wrote it: an option (`--docker-host`), an environment
 * variable (`DOCKER_HOST`) or a place in a file. The message is one line that begins with it and ends with what to do.
 */
export class ConfigError extends Error {
  readonly key: string

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(`${key}: ${message}`, options)
    this.name = 'ConfigError'
    this.key = key
  }
}
