/**
 * Records what the kernel has for one rule: `node test/extensions/record.ts FILE KIND FAMILY TABLE CHAIN -- iptables words…`, as root.
 * FILE is `matches/KIND-REVISION[-what].txt` or the folder alone (`targets`), KIND the extension's key in its list. It makes a namespace,
 * inserts the rule with iptables-legacy, reads it back and writes the struct with the text that iptables-legacy-save printed.
 * Read what it wrote before committing it.
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { captureUrl, lists } from './capture.ts'
import { legacyRules } from './legacy-blob.ts'
import { type Order, orderOf } from './order.ts'
import { savedExtensions } from './saved-line.ts'
import { scratchNamespace } from './scratch-namespace.ts'
import { writeExtensionCapture } from './write-extension-capture.ts'

const record = ({ list, file, kind, family, table, chain, words }: Order<'ipv4' | 'ipv6'>): string => {
  const extension = lists[list][kind]
  if (extension === undefined) throw new Error(`${kind} is not in the list of ${list}`)
  using namespace = scratchNamespace()
  const tool = family === 'ipv4' ? 'iptables-legacy' : 'ip6tables-legacy'
  namespace.run([tool, '-t', table, '-A', chain, ...words])
  const raw = legacyRules(namespace.path, family, table)
    .flat()
    .find((found) => found.list === list && found.name === extension.name)
  const line = namespace
    .run([`${tool}-save`, '-t', table])
    .split('\n')
    .find((text) => text.startsWith('-A '))
  const shown = extension.alias === undefined ? [extension.name] : [extension.name, 'state']
  const saved = savedExtensions(line ?? '').find(({ name }) => shown.includes(name))
  if (raw === undefined || saved === undefined)
    throw new Error(`the kernel has no ${extension.name} in its answer, or the tool none in: ${line}`)
  const { revision, bytes } = raw
  const name = file ?? `${kind}-${revision}.txt`
  const version = namespace.run([tool, '--version']).trim()
  const about = [
    `${extension.name}, revision ${revision}: ${line?.replace(/^-A \S+ /, '')}`,
    `recorded on Linux ${release().replace(/-.*/, '')}, ${version}, table ${table}`,
  ]
  const text = writeExtensionCapture({ about: about.join('\n'), extension, family, revision, bytes, saved })
  writeFileSync(captureUrl(list, name), text)
  return `${list}/${name}: ${saved.text}`
}

if (import.meta.main) process.stdout.write(`${record(orderOf(process.argv.slice(2), 'record.ts', ['ipv4', 'ipv6']))}\n`)
