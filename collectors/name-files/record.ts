import { type Infer, integer, list, nullable, optional, record, text } from '../wire/shape.ts'

/** `/etc/resolv.conf`, resolv.conf(5). */
const resolvConfShape = record({
  nameservers: list(text),
  /** Domains that are tried behind a name; of `domain` and `search` the last line counts. */
  search: list(text),
  /** Names with fewer dots are tried with these domains first. */
  ndots: integer,
  /**
   * Servers to which Docker's own one passes on, as it notes them in a comment since version 25: `192.0.2.53`,
   * `host(127.0.0.53)` for those that it asks from the host.
   */
  external: list(text),
})
export type ResolvConf = Infer<typeof resolvConfShape>

/** Where programs look names up. */
export const nameFilesShape = record({
  /** Absent: the host's own. */
  container: optional(text),
  /** Null: there is none, or it is nothing that could be read. */
  resolvConf: nullable(resolvConfShape),
  /** Lines of `/etc/hosts`, hosts(5). */
  hosts: list(record({ address: text, names: list(text) })),
})
export type NameFiles = Infer<typeof nameFilesShape>
