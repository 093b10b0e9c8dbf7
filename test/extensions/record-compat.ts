/**
 * Records what the kernel has for one rule of arptables-nft or ebtables-nft:
 * `node test/extensions/record-compat.ts FILE KIND arp|bridge TABLE CHAIN -- words…`, as root. FILE is as in record.ts. Neither tool has a
 * legacy form here, and nf_tables keeps the same structs. The text is our own: the rule as the tool printed it stands in the head of
 * the file. Read what it wrote before committing it.
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { captureUrl, lists } from './capture.ts'
import { compatRules } from './compat-rules.ts'
import { type Order, orderOf } from './order.ts'
import { scratchNamespace } from './scratch-namespace.ts'
import { writeExtensionCapture } from './write-extension-capture.ts'

const record = ({ list, file, kind, family, table, chain, words }: Order<'arp' | 'bridge'>): string => {
  const extension = lists[list][kind]
  if (extension === undefined) throw new Error(`${kind} is not in the list of ${list}`)
  using namespace = scratchNamespace()
  const tool = family === 'arp' ? 'arptables-nft' : 'ebtables-nft'
  namespace.run([tool, '-t', table, '-A', chain, ...words])
  const raw = compatRules(namespace.path, family)
    .flat()
    .find(({ name }) => name === extension.name)
  const line = namespace
    .run([`${tool}-save`])
    .split('\n')
    .find((text) => text.startsWith('-A '))
  if (raw === undefined || line === undefined) throw new Error(`the kernel has no ${extension.name} in its answer`)
  const { revision, bytes } = raw
  const version = namespace.run([tool, '--version']).trim()
  const about = [
    `${extension.name}, revision ${revision}: ${line.replace(/^-A \S+ /, '')}`,
    `recorded on Linux ${release().replace(/-.*/, '')}, ${version}, table ${table}`,
  ].join('\n')
  const text = writeExtensionCapture({ about, extension, family, revision, bytes, saved: null })
  const name = file ?? `${kind}-${revision}.txt`
  writeFileSync(captureUrl(list, name), text)
  return `${list}/${name}: ${line}`
}

if (import.meta.main)
  process.stdout.write(`${record(orderOf(process.argv.slice(2), 'record-compat.ts', ['arp', 'bridge']))}\n`)
