import { isEqual } from '../../../collectors/equal.ts'
import type { Lasting } from '../../topology/lasting.ts'
import type { Listener } from '../../topology/listeners.ts'

type Listed = Omit<Listener, 'process'>

/** `web listens on 80/tcp`, `web no longer listens on 80/tcp`. */
export const listeningWords = (title: string, before: Lasting, after: Lasting): readonly string[] => {
  if (!('listeners' in after)) return []
  const [was, is] = [before['listeners'], after['listeners']] as (readonly Listed[] | null | undefined)[]
  // Nobody could look.
  if (!was || !is) return []
  const added = is.filter((one) => !was.some((other) => isEqual(one, other))).map(listenerText)
  const removed = was.filter((one) => !is.some((other) => isEqual(one, other))).map(listenerText)
  return [
    added.length === 0 ? '' : `${title} listens on ${added.join(', ')}`,
    removed.length === 0 ? '' : `${title} no longer listens on ${removed.join(', ')}`,
  ].filter(Boolean)
}

const everyAddress = ['0.0.0.0', '::']

const listenerText = ({ address, port, protocol }: Listed): string => {
  const place = address.includes(':') ? `[${address}]:` : `${address}:`
  return `${everyAddress.includes(address) ? '' : place}${port}/${protocol}`
}
