/** Types of SCTP chunks by name, and the letters of their flags from the highest bit to the lowest (RFC 9260 and others). */
const chunks: { readonly [type: number]: readonly [name: string, flags?: string] } = {
  0: ['DATA', '----IUBE'],
  1: ['INIT'],
  2: ['INIT_ACK'],
  3: ['SACK'],
  4: ['HEARTBEAT'],
  5: ['HEARTBEAT_ACK'],
  6: ['ABORT', '-------T'],
  7: ['SHUTDOWN'],
  8: ['SHUTDOWN_ACK'],
  9: ['ERROR'],
  10: ['COOKIE_ECHO'],
  11: ['COOKIE_ACK'],
  12: ['ECN_ECNE'],
  13: ['ECN_CWR'],
  14: ['SHUTDOWN_COMPLETE', '-------T'],
  64: ['I_DATA', '----IUBE'],
  128: ['ASCONF_ACK'],
  130: ['RE_CONFIG'],
  132: ['PAD'],
  192: ['FORWARD_TSN'],
  193: ['ASCONF'],
  194: ['I_FORWARD_TSN'],
}

/** The name of a chunk type as iptables writes it: nothing for one that it does not know. */
export const chunkName = (type: number): string => chunks[type]?.[0] ?? ''

/** Flags of a chunk: the letter of each bit of the mask, a capital one where the flag must be set. */
export const chunkFlags = (type: number, flags: number, mask: number): string => {
  const letters = chunks[type]?.[1] ?? '--------'
  const shown = Array.from(letters, (letter, i) => {
    const bit = 0x80 >> i
    if ((mask & bit) === 0) return ''
    return (flags & bit) === 0 ? letter.toLowerCase() : letter
  })
  return mask === 0 ? '' : `:${shown.join('')}`
}
