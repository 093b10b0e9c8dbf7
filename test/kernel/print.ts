import type { Space } from '../lab/lab.ts'

/** An object of a tool's JSON output: what is in it is told by the tests that read it. */
export type Printed = { readonly [field: string]: unknown }

const isObjects = (value: unknown): value is Printed[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null)

/** What a program prints inside a namespace; its name stands there so that sysfs is that namespace's too. @throws when it fails */
export const print = async (space: Space, ...argv: readonly string[]): Promise<string> => {
  const { stdout, stderr, status } = await space.exec(argv)
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr.trim() || `status ${status}`}`)
  return stdout
}

/** The objects that `ip -j` or `bridge -j` print inside a namespace; iproute2 leaves empty ones where it prints nothing of an entry. */
export const printObjects = async (space: Space, ...argv: readonly string[]): Promise<Printed[]> => {
  const stdout = await print(space, ...argv)
  const objects: unknown = stdout.trim() === '' ? [] : JSON.parse(stdout)
  if (!isObjects(objects)) throw new Error(`${argv.join(' ')} printed no objects`)
  return objects.filter((entry) => Object.keys(entry).length > 0)
}

/** A part of a printed object that is an object itself; empty where there is none. */
export const part = (printed: Printed, field: string): Printed => {
  const value = printed[field]
  return typeof value === 'object' && value !== null ? (value as Printed) : {}
}

export const word = (value: unknown): string => (typeof value === 'string' ? value : '')
export const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
/** A number, or one that is printed as text, also hexadecimal. */
export const number = (value: unknown): number => Number(value ?? 0)

/** Fields without a value taken out, at every depth. */
export const present = <T extends object>(record: T): T =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        typeof value === 'object' && value !== null && !Array.isArray(value) ? present(value) : value,
      ]),
  ) as T

/** What is printed by name, by index: `ip -j link` has both. */
export const indexes = async (space: Space): Promise<ReadonlyMap<string, number>> =>
  new Map((await printObjects(space, 'ip', '-j', 'link')).map(({ ifname, ifindex }) => [word(ifname), number(ifindex)]))
