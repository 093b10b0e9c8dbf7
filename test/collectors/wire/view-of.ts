/** The bytes of hexadecimal digits, with others before and after that no decoder may look at. */
export const viewOf = (digits: string): { readonly view: DataView; readonly at: number; readonly length: number } => {
  const bytes = Buffer.from(digits.replaceAll(' ', ''), 'hex')
  const surrounded = new Uint8Array(bytes.length + 10).fill(0x41)
  surrounded.set(bytes, 5)
  return { view: new DataView(surrounded.buffer), at: 5, length: bytes.length }
}
