import { chmodSync, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readWebConfig } from '../../../agent/web-config/read-web-config.ts'
import { watchWebConfig } from '../../../agent/web-config/watch-web-config.ts'
import type { WebConfig } from '../../../agent/web-config/web-config.ts'
import { ConfigError } from '../../../collectors/config-error.ts'
import { type CertificateFolder, certificateFolder } from './make-certificates.ts'

let folder: CertificateFolder
let file: string
let told: (WebConfig | ConfigError)[]
let watch: Disposable
const yaml = 'tls_server_config: {cert_file: now.pem, key_file: now.key}\n'
const at = (name: string): string => join(folder.path, name)

const use = (name: string): void => {
  for (const kind of ['pem', 'key']) copyFileSync(at(`${name}.${kind}`), at(`now.${kind}`))
}

beforeAll(() => {
  folder = certificateFolder()
  folder.authority('first')
  folder.authority('second')
})
afterAll(() => folder[Symbol.dispose]())
beforeEach(() => {
  use('first')
  file = folder.write('web.yml', yaml)
  told = []
  watch = watchWebConfig(file, readWebConfig(file), (reading) => told.push(reading))
})
afterEach(() => watch[Symbol.dispose]())

const messages = (): string[] =>
  told.map((reading) => (reading instanceof ConfigError ? reading.message.replaceAll(`${folder.path}/`, '') : 'config'))
const until = async (count: number): Promise<void> => {
  await vi.waitFor(() => expect(told).toHaveLength(count), { timeout: 5_000 })
}

test('a certificate that is replaced, and files that are the same as before', async () => {
  await sleep(1_200)
  expect(told).toEqual([])
  use('second')
  await until(1)
  expect(told[0]).toMatchObject({ tls: { cert: folder.read('second.pem'), key: folder.read('second.key') } })
  chmodSync(at('now.key'), 0o640)
  writeFileSync(file, `${yaml}# said differently\n`)
  await sleep(1_700)
  expect(told).toHaveLength(1)
})

test('a change while it starts is not lost', async () => {
  watch[Symbol.dispose]()
  const old = readWebConfig(file)
  use('second')
  watch = watchWebConfig(file, old, (reading) => told.push(reading))
  await until(1)
  expect(told[0]).toMatchObject({ tls: { cert: folder.read('second.pem') } })
})

test('a file that breaks is said once, and what mends it is seen', async () => {
  writeFileSync(file, 'tls_server_config: [')
  await until(1)
  expect(messages()[0]).toMatch(/^web.yml: line 1, column \d+: this is not YAML/)
  await sleep(1_200)
  expect(told).toHaveLength(1)
  writeFileSync(file, yaml.replace('now.key', 'new.key'))
  await until(2)
  expect(messages()[1]).toMatch(/^web.yml: tls_server_config.key_file: new.key cannot be read \(ENOENT\)/)
  copyFileSync(at('now.key'), at('new.key'))
  await until(3)
  expect(messages()[2]).toBe('config')
  rmSync(file)
  await until(4)
  expect(messages()[3]).toBe('web.yml: this file cannot be read (ENOENT).')
  renameSync(folder.write('next.yml', yaml), file)
  await until(5)
  expect(messages()[4]).toBe('config')
})

test('TLS stays on or off until the next start', async () => {
  writeFileSync(file, '')
  await until(1)
  expect(messages()[0]).toBe('web.yml: TLS goes off only when the agent starts: start it again.')
})

test('nothing is said after the end', async () => {
  watch[Symbol.dispose]()
  writeFileSync(file, 'broken: [')
  await sleep(1_200)
  expect(told).toEqual([])
})
