import { execute } from './execute.ts'
import type { Run } from './run.ts'
import { pathOf } from './space.ts'

/** Lines for `ip -batch`, and sysctls (path below `/proc/sys`) that are written before, all inside one namespace. */
export type Batch = {
  readonly netns: string
  readonly sysctls?: Readonly<Record<string, string>> | undefined
  readonly lines: readonly string[]
}

/** Without duplicate address detection an IPv6 address works at once; the devices that exist have copied the default already. */
const withoutDad = 'for f in /proc/sys/net/ipv6/conf/*/accept_dad; do if [ -e "$f" ]; then echo 0 >"$f"; fi; done'

/**
 * Carries out batches, in their order. All in one shell, because starting processes is what costs: about 3 ms a namespace.
 * Throws the first error, with the name of its namespace.
 */
export const configure = async (run: Run, batches: readonly Batch[]): Promise<void> => {
  const input = batches.map(script).join('\n')
  const { status, stderr } = await execute(['sh', '-s'], { input, environment: run.environment, timeoutMs: 120_000 })
  if (status !== 0) throw new Error(`The lab could not configure a network namespace: ${stderr.trim()}`)
}

const script = ({ netns, sysctls = {}, lines }: Batch): string => {
  const writes = Object.entries(sysctls).map(([path, value]) => `echo ${value} >/proc/sys/${path}`)
  const inside = [withoutDad, ...writes, 'exec ip -batch -'].join('; ')
  return `nsenter --net=${pathOf(netns)} sh -ec '${inside}' <<'END' || { echo "in ${netns}" >&2; exit 1; }\n${lines.join('\n')}\nEND`
}
