/** `80`, or `80:90`: how the tools of x_tables write numbers from one to another. */
export const rangeText = (from: number, to: number): string => (from === to ? `${from}` : `${from}:${to}`)
