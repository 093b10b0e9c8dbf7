import { isMap, isNode, isSeq, type Node } from 'yaml'
import { suggestion } from '../../exporters/suggest.ts'
import { type Assertion, expectations } from '../reachability/assertions/assertion.ts'
import { YamlReader } from '../yaml-reader.ts'

const keys = ['name', 'from', 'to', 'ports', 'address', 'expect'] as const
type Key = (typeof keys)[number]

/**
 * Reads a file of assertions: `assertions:` with a list of `from`, `to` and `expect`, and `name`, `ports` and `address` as far as wanted.
 * @param file its name, for messages
 * @throws ConfigError with line and column
 */
export const readAssertions = (content: string, file: string): readonly Assertion[] => {
  const yaml = new YamlReader(content, file)
  const root = yaml.root('assertions')
  const entries = yaml.fields(root, ['assertions'])
  const list = entries.get('assertions')
  const items = list === undefined ? null : yaml.resolved(list)
  if (!isSeq(items) || items.items.length === 0)
    throw yaml.error(items ?? root, "'assertions' is to be a list of assertions, each with from, to and expect.")
  return items.items.map((item) => assertionOf(yaml, item, items))
}

const assertionOf = (yaml: YamlReader, item: unknown, list: Node): Assertion => {
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

const expectationOf = (yaml: YamlReader, node: Node): Assertion['expect'] => {
  const word = yaml.text(node)
  const found = expectations.find((one) => one === word)
  if (found !== undefined) return found
  throw yaml.error(
    node,
    `'${word}' cannot be expected.${suggestion(word, expectations)} It is one of ${expectations.join(', ')}.`,
  )
}

const portOf = (yaml: YamlReader, port: string, node: Node): string => {
  const [, number] = /^(\d{1,5})(?:\/(?:tcp|udp))?$/.exec(port) ?? []
  if (port === 'icmp' || (number !== undefined && Number(number) >= 1 && Number(number) <= 65_535)) return port
  throw yaml.error(node, `'${port}' is no port; write 80, 80/tcp, 53/udp or icmp.`)
}
