/** The distribution, as os-release(5) describes it. */
export interface OsRelease {
  readonly id: string
  readonly name: string
  readonly version: string
}

/** A value may be quoted as in a shell; the escapes that os-release(5) allows are undone. */
const unquoted = (value: string): string =>
  /^(["']).*\1$/.test(value) ? value.slice(1, -1).replace(/\\([$"'\\`])/g, '$1') : value

export const osRelease = (content: string): OsRelease => {
  const values = new Map<string, string>()
  for (const line of content.split('\n')) {
    const [, key, value] = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim()) ?? []
    if (key !== undefined && value !== undefined) values.set(key, unquoted(value))
  }
  const id = values.get('ID') ?? 'linux'
  return { id, name: values.get('PRETTY_NAME') ?? values.get('NAME') ?? id, version: values.get('VERSION_ID') ?? '' }
}
