/** Name and password of HTTP's basic authentication (RFC 7617). */
export interface Credentials {
  readonly user: string
  readonly password: string
}

const scheme = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Control characters are not allowed (RFC 7617, section 2). bcrypt would even take the password `a`, NUL, `a` for `a`, because it
 * repeats the password with a NUL behind it until it has 72 bytes.
 */
const control = /\p{Cc}/u

/** @returns null when the header has none that could be right */
export const basicCredentials = (authorization: string | undefined): Credentials | null => {
  const [, encoded] = scheme.exec(authorization ?? '') ?? []
  const text = encoded === undefined ? null : decoded(encoded)
  if (text === null || control.test(text)) return null
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** Bytes that are no UTF-8 would all become the same replacement character. */
const decoded = (base64: string): string | null => {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'))
  } catch {
    return null
  }
}
