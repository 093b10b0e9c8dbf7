import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWebConfig } from '../../../../agent/web-config/read-web-config.ts'
import { accessBy } from '../../../../exporters/api/access/access.ts'
import { limits } from '../../../../exporters/api/limits.ts'
import { type CertificateFolder, certificateFolder } from '../../../agent/web-config/make-certificates.ts'
import { exampleServer } from '../example-server.ts'

let folder: CertificateFolder
beforeAll(() => {
  folder = certificateFolder()
  folder.authority('server')
})
afterAll(() => folder[Symbol.dispose]())

test('a handshake that does not go on is ended when headers would be', async () => {
  const yaml = 'tls_server_config: {cert_file: server.pem, key_file: server.key}'
  await using app = await exampleServer({ access: accessBy(readWebConfig(folder.write('web.yml', yaml))) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const silent = connect(port, '127.0.0.1').resume()
  const begun = connect(port, '127.0.0.1').resume()
  begun.write(Uint8Array.of(22, 3, 1))
  const begin = performance.now()
  await Promise.all([once(silent, 'close'), once(begun, 'close')])
  expect(performance.now() - begin).toBeGreaterThan(limits.headersTimeout - 500)
  expect(performance.now() - begin).toBeLessThan(limits.headersTimeout + 5_000)
})
