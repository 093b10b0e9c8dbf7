import type { Look, NetnsId } from './collector.ts'
import type { Question } from './netlink/connection.ts'
import type { Message } from './netlink/message.ts'
import { ofNamespace } from './of-namespace.ts'
import type { Shape } from './wire/shape.ts'

/** A record of one namespace: which one, and the kernel's message as decoded. */
export type Dumped<T> = { readonly netns: NetnsId } & T

/** The shape of a namespace's records of one message. */
export const dumpedShape = <T>(message: Message<T>): Shape<Dumped<T>> => ofNamespace(message)

/** Dumps one kind of message of the namespace being looked at, and reports what is wrong with the dump. */
export const dumped = <T extends object>(
  look: Look,
  message: Message<T>,
  question: Question,
  connection = look.connection,
): readonly Dumped<T>[] => {
  const { records, interrupted, malformed } = connection.dump(message, question, { netns: look.netns })
  if (interrupted)
    look.report('interrupted', `${message.name}s kept changing while they were read; some may be missing`)
  for (const error of malformed) look.report('malformed', error.message)
  return records
}
