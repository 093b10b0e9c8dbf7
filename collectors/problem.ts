import { type Infer, oneOf, optional, record, text } from './wire/shape.ts'

/**
 * Why a part of the picture is missing or not to be trusted:
 * - `denied`: the kernel or Docker refused; a capability or a permission is missing
 * - `unsupported`: this kernel or this engine has no such thing
 * - `interrupted`: the data changed while it was read, and still did after the retries
 * - `vanished`: it was there when listed and gone when read; normal on a busy host
 * - `malformed`: bytes or text that do not mean what the documentation says
 * - `unavailable`: the other side does not answer (engine down, hung, restarting)
 */
export const problemKinds = ['denied', 'unsupported', 'interrupted', 'vanished', 'malformed', 'unavailable'] as const

export const problemShape = record({
  /** The collector that met it. */
  collector: text,
  kind: oneOf(problemKinds),
  /** What it was about, for example `netns 4026532301` or `container 3f2a91c0d4e5`. */
  about: optional(text),
  /** One line: what happened and how to mend it. */
  message: text,
})

export type Problem = Infer<typeof problemShape>
