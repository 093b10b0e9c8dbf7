import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `linux-6.18` was recorded in a namespace with traffic; `linux-4.15` is written by hand in that kernel's form, without IPv6. */
export type Kernel = 'linux-6.18' | 'linux-4.15'

const folderOf = (kernel: Kernel): string => fileURLToPath(new URL(`recorded/${kernel}`, import.meta.url))

/** A file as that kernel writes it. */
export const recorded = (kernel: Kernel, name: string): string => readFileSync(join(folderOf(kernel), name), 'latin1')

/** A procfs whose process 7 shows the files of a kernel. */
export const procOf = (kernel: Kernel): { readonly proc: string } & Disposable => {
  const proc = mkdtempSync(join(tmpdir(), 'netloupe-counters-'))
  const net = join(proc, '7/net')
  mkdirSync(join(net, 'stat'), { recursive: true })
  cpSync(folderOf(kernel), net, { recursive: true })
  cpSync(join(net, 'nf_conntrack'), join(net, 'stat/nf_conntrack'))
  return { proc, [Symbol.dispose]: () => rmSync(proc, { recursive: true }) }
}
