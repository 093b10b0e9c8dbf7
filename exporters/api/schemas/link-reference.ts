import { type Infer, integer, nullable, record, text } from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'

/** Another interface, wherever it is. */
export const linkReferenceShape = record({
  key: described(text, 'Key of its node in the graph.'),
  name: text,
  ifindex: integer,
  netns: described(nullable(integer), 'Inode of its namespace; null when that could not be opened.'),
  netnsId: text,
})

export type LinkReference = Infer<typeof linkReferenceShape>
