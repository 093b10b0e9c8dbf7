import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { ConfigError } from '../collectors/config-error.ts'
import { suggestion } from '../exporters/suggest.ts'
import { readYaml, type YamlFile } from './web-config/parse-yaml.ts'

/** Values of a YAML document, each with its place: what is wrong is told with line and column. */
export class YamlReader {
  readonly #yaml: YamlFile
  readonly #file: string

  /** @throws ConfigError when it is not YAML */
  constructor(content: string, file: string) {
    this.#yaml = readYaml(content, file)
    this.#file = file
  }

  /** @param key of the list that it is about */
  root(key: string): Node {
    const { contents } = this.#yaml.document
    if (!isMap(contents)) throw new ConfigError(this.#file, `it has to begin with '${key}:' and a list of them.`)
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
