import { accessSync, constants } from 'node:fs'
import { hasCode } from './error-code.ts'

const packages: Readonly<Record<string, string>> = {
  bash: 'bash',
  busybox: 'busybox-static',
  containerd: 'containerd',
  docker: 'docker.io',
  dockerd: 'docker.io',
  ip: 'iproute2',
  iptables: 'iptables',
  nsenter: 'util-linux',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  runc: 'runc',
  unshare: 'util-linux',
}

const missing = (program: string): Error => {
  const name = packages[program]
  return new Error(
    `The lab needs ${program}, which is not installed${name ? `: apt-get install ${name} (Debian, Ubuntu)` : ''}.`,
  )
}

/** Turns "ENOENT" of a program that could not be started into a line that says what to install. */
export const explainSpawnError = (program: string, error: Error): Error =>
  hasCode(error, 'ENOENT') ? missing(program) : error

/** Where a program is; throws a line that says what to install. */
export const findProgram = (program: string, environment: Readonly<Record<string, string>>): string => {
  const found = (environment['PATH'] ?? '')
    .split(':')
    .map((folder) => `${folder}/${program}`)
    .find(isExecutable)
  if (!found) throw missing(program)
  return found
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
