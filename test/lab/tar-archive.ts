export type TarEntry =
  | { readonly path: string; readonly directory: true }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly content: Uint8Array; readonly mode: number }

const block = 512

/** A tar archive (POSIX ustar), owned by root, dated 1970. Paths have at most 100 bytes. */
export const tarArchive = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap((entry) => [header(entry), ...body(entry)]), Buffer.alloc(2 * block)])

const body = (entry: TarEntry): readonly Uint8Array[] =>
  'content' in entry ? [entry.content, Buffer.alloc(-entry.content.length & (block - 1))] : []

/** Offsets of the ustar header: name 0, mode 100, uid 108, gid 116, size 124, mtime 136, checksum 148, type 156, link 157, magic 257. */
const header = (entry: TarEntry): Buffer => {
  const bytes = Buffer.alloc(block)
  const octal = (value: number, at: number, width: number): number =>
    bytes.write(value.toString(8).padStart(width, '0'), at)
  bytes.write(entry.path, 0)
  octal('content' in entry ? entry.mode : 0o755, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal('content' in entry ? entry.content.length : 0, 124, 11)
  octal(0, 136, 11)
  bytes.write('content' in entry ? '0' : 'link' in entry ? '2' : '5', 156)
  if ('link' in entry) bytes.write(entry.link, 157)
  bytes.write('ustar\x0000', 257)
  // The checksum is the sum of all bytes with its own field read as blanks.
  bytes.write('        ', 148)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}
