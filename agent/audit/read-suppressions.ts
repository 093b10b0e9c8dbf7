import { isMap, isNode, isSeq, type Node } from 'yaml'
import { suggestion } from '../../exporters/suggest.ts'
import { checkIds } from '../isolation/index.ts'
import type { Suppression } from '../isolation/suppression.ts'
import { YamlReader } from '../yaml-reader.ts'

const keys = ['check', 'object', 'reason', 'expires'] as const
type Key = (typeof keys)[number]

/**
 * Reads a file of accepted findings: `suppressions:` with a list of `check`, `reason` and `expires`, and `object` if it is not for all.
 * @param file its name, for messages
 * @throws ConfigError with line and column
 */
export const readSuppressions = (content: string, file: string): readonly Suppression[] => {
  const yaml = new YamlReader(content, file)
  const root = yaml.root('suppressions')
  const list = yaml.fields(root, ['suppressions']).get('suppressions')
  const items = list === undefined ? null : yaml.resolved(list)
  if (!isSeq(items))
    throw yaml.error(items ?? root, "'suppressions' is to be a list, each with check, reason and expires.")
  return items.items.map((item) => suppressionOf(yaml, item, items))
}

const suppressionOf = (yaml: YamlReader, item: unknown, list: Node): Suppression => {
  const node = isNode(item) ? yaml.resolved(item) : null
  if (!isMap(node)) throw yaml.error(node ?? list, 'a suppression has check, reason and expires.')
  const fields = yaml.fields(node, keys)
  const required = (key: Key): Node => {
    const value = fields.get(key)
    if (value === undefined) throw yaml.error(node, `'${key}' is missing.`)
    return value
  }
  const object = fields.get('object')
  return {
    check: checkOf(yaml, required('check')),
    object: object === undefined ? null : yaml.text(object),
    reason: yaml.text(required('reason')),
    expires: dayOf(yaml, required('expires')),
  }
}

const checkOf = (yaml: YamlReader, node: Node): string => {
  const id = yaml.text(node)
  if (checkIds.includes(id)) return id
  throw yaml.error(node, `there is no check '${id}'.${suggestion(id, checkIds)}`)
}

const dayOf = (yaml: YamlReader, node: Node): string => {
  const day = yaml.text(node)
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // Of the 30th of February some make the 2nd of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(day))
    throw yaml.error(node, `'${day}' is no day; write the last one as 2026-12-31.`)
  return day
}
