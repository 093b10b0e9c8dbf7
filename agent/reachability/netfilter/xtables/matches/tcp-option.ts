/** Where an option of TCP or DCCP begins among the bytes of options, -1 for none: both write them alike (tcp_find_option). */
export const findOption = (bytes: Uint8Array, from: number, length: number, wanted: number): number => {
  for (let i = 0; i < length; i += optionLength(bytes, from + i)) if (bytes[from + i] === wanted) return from + i
  return -1
}

/** One that says it has no length is stepped over. */
const optionLength = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) < 2 ? 1 : (bytes[at + 1] ?? 0) || 1)

/** TCPOPT_MSS and TCPOLEN_MSS, net/tcp.h */
export const MSS = 2
export const MSS_LENGTH = 4

/** Where the first whole option begins that tells a segment size and has the right length; -1 for none. */
export const findMss = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at + MSS_LENGTH <= end; at += optionLength(bytes, at))
    if (bytes[at] === MSS && bytes[at + 1] === MSS_LENGTH) return at
  return -1
}
