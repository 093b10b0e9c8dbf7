import type { StoppedByRule } from './stopped-by-rule.ts'

/** The bridge of a rule about all that is forwarded out of it, from itself or from elsewhere: `-i br0 -o br0`, `! -i br0 -o br0`. */
export const bridgeOfRule = ({ facts, hook }: StoppedByRule): string | null => {
  const { inInterface, outInterface, source, destination, protocol, states } = facts
  if (hook !== 'forward' || outInterface === null || outInterface.not || inInterface?.value !== outInterface.value)
    return null
  return source === null && destination === null && protocol === null && states === null ? outInterface.value : null
}
