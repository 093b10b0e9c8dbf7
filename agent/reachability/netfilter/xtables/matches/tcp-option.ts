/** Where an option of TCP or DCCP begins among the bytes of options, -1 for none: both write them alike (tcp_find_option). */
export const findOption = (bytes: Uint8Array, from: number, length: number, wanted: number): number => {
  for (let i = 0; i < length; ) {
    const option = bytes[from + i] ?? 0
    if (option === wanted) return from + i
    i += option < 2 ? 1 : (bytes[from + i + 1] ?? 0) || 1
  }
  return -1
}
