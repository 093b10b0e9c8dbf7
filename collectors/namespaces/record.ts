import { flag, type Infer, integer, list, nullable, oneOf, optional, record, text } from '../wire/shape.ts'
import { holders } from './candidate.ts'

/** A network namespace. */
export const namespaceShape = record({
  /** The kernel's id, equal to the socket cookie; `hub:N` when nothing but a veth shows it. */
  id: text,
  /** As `lsns` and `/proc/PID/ns/net` show it; null when it could not be opened. Used again by later namespaces. */
  inode: nullable(integer),
  names: list(text),
  /** Processes in it, lowest first. */
  pids: list(integer),
  /** Command name of its first process, as the kernel keeps it (15 bytes, chosen by the process). */
  command: optional(text),
  /** The host's own namespace. */
  root: flag,
  /** What showed it first. */
  holder: oneOf(holders),
})

export type Namespace = Infer<typeof namespaceShape>
