import { arch, cpus, hostname, release, uptime } from 'node:os'
import { join } from 'node:path'
import { memoryBytes } from '../procfs/meminfo.ts'
import { readNamespaces } from '../procfs/namespace-links.ts'
import { readText } from '../procfs/read.ts'
import { bootTimeSeconds } from '../procfs/stat.ts'
import { osRelease } from './os-release.ts'
import type { Host } from './record.ts'

/**
 * The machine, from its files: no program is started for any of this.
 * @param root where the host's root is mounted
 */
export const readHost = (root: string): Host => {
  const memory = memoryBytes(textOf(join(root, 'proc/meminfo'))).get('MemTotal')
  const [cpu] = cpus()
  const namespaces = readNamespaces(join(root, 'proc'), 1) ?? readNamespaces(join(root, 'proc'), 'self')
  const boot = bootTimeSeconds(textOf(join(root, 'proc/stat')))
  return {
    hostname: root === '/' ? hostname() : textOf(join(root, 'etc/hostname')) || hostname(),
    kernel: release(),
    architecture: arch(),
    os: osRelease(textOf(join(root, 'etc/os-release')) || textOf(join(root, 'usr/lib/os-release'))),
    hardware: { vendor: firmware(root, 'sys_vendor'), product: firmware(root, 'product_name') },
    cpu: { model: cpu?.model ?? '', logicalCores: cpus().length },
    memoryBytes: Number(memory ?? 0),
    bootTime: boot === null ? null : new Date(boot * 1000).toISOString(),
    uptimeSeconds: Math.floor(uptime()),
    ...(namespaces === null ? {} : { namespaces }),
  }
}

/** A trimmed file, empty where it cannot be read: none of these facts is worth a problem. */
const textOf = (path: string): string => {
  const content = readText(path)
  return content.code === undefined ? content.value.trim() : ''
}

/** What the firmware calls the machine (`/sys/class/dmi/id`, drivers/firmware/dmi-id.c); empty on many VMs and on ARM. */
const firmware = (root: string, name: string): string => textOf(join(root, 'sys/class/dmi/id', name))
