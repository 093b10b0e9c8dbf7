import { readFileSync } from 'node:fs'
import { execute } from './execute.ts'
import { findProgram } from './missing-program.ts'
import type { Run } from './run.ts'
import type { SpaceOptions } from './space.ts'
import { type TarEntry, tarArchive } from './tar-archive.ts'

export const busyboxImage = 'lab/busybox'

/** Imports an image made of this machine's static busybox, without a registry; its default command is `sleep infinity`. */
export const addBusyboxImage = async (
  run: Run,
  client: (args: readonly string[], options: SpaceOptions) => Promise<string>,
): Promise<void> => {
  const busybox = findProgram('busybox', run.environment)
  const { stdout } = await execute([busybox, '--list'], { environment: run.environment })
  const applets = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')
  const input = tarArchive([
    ...['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'www'].map((path): TarEntry => ({ path, directory: true })),
    { path: 'bin/busybox', content: readFileSync(busybox), mode: 0o755 },
    ...applets.map((name): TarEntry => ({ path: `bin/${name}`, link: 'busybox' })),
    { path: 'etc/passwd', content: Buffer.from('root:x:0:0:root:/:/bin/sh\n'), mode: 0o644 },
    { path: 'etc/group', content: Buffer.from('root:x:0:\n'), mode: 0o644 },
    { path: 'etc/nsswitch.conf', content: Buffer.from('hosts: files dns\n'), mode: 0o644 },
    { path: 'www/index.html', content: Buffer.from('hello\n'), mode: 0o644 },
  ])
  const change = (instruction: string): readonly string[] => ['--change', instruction]
  await client(['import', ...change('ENV PATH=/bin'), ...change('CMD ["sleep", "infinity"]'), '-', busyboxImage], {
    input,
  })
}
