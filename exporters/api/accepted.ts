/** One element of an `Accept` or `Accept-Encoding` header, in lower case. */
export interface Accepted {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
  /** 0 to 1; 0 is a refusal. */
  readonly quality: number
}

/** Parses `Accept` and `Accept-Encoding` (RFC 9110, 12.4 and 12.5). What is malformed has quality 0. */
export const accepted = (header: string | undefined): Accepted[] =>
  (header ?? '')
    .toLowerCase()
    .split(',')
    .filter((element) => element.trim() !== '')
    .map((element) => {
      const [value = '', ...rest] = element.split(';').map((part) => part.trim())
      const parameters = new Map(rest.map(parameter))
      return { value, parameters, quality: qualityOf(parameters.get('q')) }
    })

const parameter = (text: string): [name: string, value: string] => {
  const [name = '', value = ''] = text.split('=').map((part) => part.trim())
  return [name, value.replace(/^"(.*)"$/, '$1')]
}

const qualityOf = (q: string | undefined): number => {
  if (q === undefined) return 1
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0
}
