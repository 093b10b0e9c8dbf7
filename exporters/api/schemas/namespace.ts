import { holders } from '../../../collectors/namespaces/candidate.ts'
import { flag, type Infer, integer, list, nullable, oneOf, record, text } from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'

/** A network namespace. */
export const namespaceShape = record({
  key: described(text, 'Key of its node in the graph, `netns:INODE`.'),
  inode: described(
    nullable(integer),
    'As `lsns` shows it; the kernel uses it again. Null when the namespace could not be opened.',
  ),
  id: described(text, "The kernel's id, never used again; `hub:N` when only a veth shows the namespace."),
  names: described(list(text), 'Names by which it is bind-mounted (`ip netns`).'),
  pids: list(integer),
  command: described(nullable(text), 'Command name of its first process.'),
  root: described(flag, "Whether it is the host's own."),
  holder: described(oneOf(holders), 'What showed it first.'),
  containers: list(record({ id: text, name: text })),
  interfaces: list(record({ name: text, ifindex: integer })),
})

export type NamespaceResource = Infer<typeof namespaceShape>
