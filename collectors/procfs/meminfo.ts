import { parseCount } from '../wire/count.ts'
import type { Count } from '../wire/shape.ts'

/** `/proc/meminfo` by name, in bytes: `MemTotal:       24684084 kB`, where kB means 1,024 bytes (proc_meminfo(5)). */
export const memoryBytes = (meminfo: string): ReadonlyMap<string, Count> => {
  const values = new Map<string, Count>()
  for (const [, name = '', kilobytes] of meminfo.matchAll(/^([^:\n]+): +(\d+) kB$/gm)) {
    const bytes = parseCount(kilobytes, 1024)
    if (bytes !== null) values.set(name, bytes)
  }
  return values
}
