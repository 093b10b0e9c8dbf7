import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { ConfigError } from '../../collectors/config-error.ts'
import { suggestion } from '../../exporters/suggest.ts'
import { type Assertion, expectations } from '../reachability/assertions/assertion.ts'
import { readYaml, type YamlFile } from '../web-config/parse-yaml.ts'

const keys = ['name', 'from', 'to', 'ports', 'address', 'expect'] as const
type Key = (typeof keys)[number]

/**
 * Reads a file of assertions: `assertions:` with a list of `from`, `to` and `expect`, and `name`, `ports` and `address` as far as wanted.
 * @param file its name, for messages
 * @throws ConfigError with line and column
 */
export const readAssertions = (content: string, file: string): readonly Assertion[] => {
  const yaml = new Reader(readYaml(content, file), file)
  const root = yaml.root()
  const entries = yaml.fields(root, ['assertions'])
  const list = entries.get('assertions')
  const items = list === undefined ? null : yaml.resolved(list)
  if (!isSeq(items) || items.items.length === 0)
    throw yaml.error(items ?? root, "'assertions' is to be a list of assertions, each with from, to and expect.")
  return items.items.map((item) => assertionOf(yaml, item, items))
}

const assertionOf = (yaml: Reader, item: unknown, list: Node): Assertion => {
  const node = isNode(item) ? yaml.resolved(item) : null
  if (!isMap(node)) throw yaml.error(node ?? list, 'an assertion has from, to and expect.')
  const fields = yaml.fields(node, keys)
  const required = (key: Key): Node => {
    const value = fields.get(key)
    if (value === undefined) throw yaml.error(node, `'${key}' is missing.`)
    return value
  }
  const optional = (key: Key): string | undefined => {
    const value = fields.get(key)
    return value === undefined ? undefined : yaml.text(value)
  }
  const ports = fields.get('ports')
  const address = optional('address')
  return {
    name: optional('name') ?? null,
    from: yaml.texts(required('from')),
    to: yaml.texts(required('to')),
    ports: ports === undefined ? [] : yaml.texts(ports).map((port) => portOf(yaml, port, ports)),
    address,
    expect: expectationOf(yaml, required('expect')),
    line: yaml.lineOf(node),
  }
}

const expectationOf = (yaml: Reader, node: Node): Assertion['expect'] => {
  const word = yaml.text(node)
  const found = expectations.find((one) => one === word)
  if (found !== undefined) return found
  throw yaml.error(
    node,
    `'${word}' cannot be expected.${suggestion(word, expectations)} It is one of ${expectations.join(', ')}.`,
  )
}

const portOf = (yaml: Reader, port: string, node: Node): string => {
  const [, number] = /^(\d{1,5})(?:\/(?:tcp|udp))?$/.exec(port) ?? []
  if (port === 'icmp' || (number !== undefined && Number(number) >= 1 && Number(number) <= 65_535)) return port
  throw yaml.error(node, `'${port}' is no port; write 80, 80/tcp, 53/udp or icmp.`)
}

/** Values of a document, each with its place. */
class Reader {
  readonly #yaml: YamlFile
  readonly #file: string

  constructor(yaml: YamlFile, file: string) {
    this.#yaml = yaml
    this.#file = file
  }

  root(): Node {
    const { contents } = this.#yaml.document
    if (!isMap(contents)) throw new ConfigError(this.#file, "it has to begin with 'assertions:' and a list of them.")
    return contents
  }

  /** The values of a mapping. @throws ConfigError for a key that is not known */
  fields<K extends string>(node: Node, known: readonly K[]): ReadonlyMap<K, Node> {
    const { items } = node as YAMLMap
    return new Map(
      items.map(({ key, value }) => {
        const word = isScalar(key) ? String(key.value) : ''
        const found = known.find((one) => one === word)
        if (found === undefined)
          throw this.error(
            isNode(key) ? key : node,
            `'${word}' is not known here.${suggestion(word, known)} It is one of ${known.join(', ')}.`,
          )
        if (!isNode(value)) throw this.error(isNode(key) ? key : node, `'${word}' is empty.`)
        return [found, value]
      }),
    )
  }

  text(node: Node): string {
    const value = this.resolved(node)
    if (!isScalar(value) || typeof value.value !== 'string' || value.value === '')
      throw this.error(node, 'a text is wanted here.')
    return value.value
  }

  /** One text, or a list of them. */
  texts(node: Node): readonly string[] {
    const value = this.resolved(node)
    if (!isSeq(value)) return [this.text(node)]
    if (value.items.length === 0) throw this.error(node, 'the list is empty.')
    return value.items.map((item) => this.text(isNode(item) ? item : node))
  }

  resolved(node: Node): Node {
    if (!isAlias(node)) return node
    const target = node.resolve(this.#yaml.document)
    if (target === undefined) throw this.error(node, `there is no anchor '${node.source}'.`)
    return target
  }

  lineOf(node: Node): number {
    return this.#yaml.lineOf(node.range?.[0] ?? 0)
  }

  error(node: Node, message: string): ConfigError {
    return new ConfigError(this.#placeOf(node), message)
  }

  #placeOf(node: Node): string {
    return this.#yaml.placeOf(node.range?.[0] ?? 0)
  }
}
