import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test file's certificates and configurations. */
export interface CertificateFolder extends Disposable {
  readonly path: string
  /** Makes NAME.pem and NAME.key, signed by themselves; the names of SANs as openssl has them: `DNS:localhost`. */
  readonly authority: (name: string) => void
  readonly signed: (name: string, by: string, how?: { sans?: string; days?: number; usage?: string }) => void
  readonly write: (name: string, content: string) => string
  readonly read: (name: string) => string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Certificates from openssl(1), as administrators make them. */
export const certificateFolder = (): CertificateFolder => {
  const path = mkdtempSync(join(tmpdir(), 'netloupe-web-config-'))
  const openssl = (...words: readonly string[]): void => {
    execFileSync('openssl', words, { cwd: path, stdio: 'pipe' })
  }
  const write = (name: string, content: string): string => {
    writeFileSync(join(path, name), content, { mode: 0o600 })
    return join(path, name)
  }
  return {
    path,
    write,
    read: (name) => readFileSync(join(path, name), 'utf8'),
    authority: (name) =>
      openssl(
        'req',
        '-x509',
        ...newKey,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-subj',
        `/CN=${name}`,
        '-days',
        '2',
      ),
    signed: (name, by, { sans = 'DNS:localhost,IP:127.0.0.1', days = 2, usage = 'serverAuth,clientAuth' } = {}) => {
      write(`${name}.ext`, `subjectAltName=${sans}\nextendedKeyUsage=${usage}\n`)
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      const request = ['-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial']
      openssl('x509', ...request, '-out', `${name}.pem`, '-days', `${days}`, '-extfile', `${name}.ext`)
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
