/**
 * Records what the kernel has for one rule of ebtables-nft: `node test/extensions/record-bridge.ts FILE KIND -- ebtables words…`, as root.
 * FILE and KIND are those of record.ts, and so is what it does. The words have the match last, and no target.
 * Read what it wrote before committing it.
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { captureUrl, lists } from './capture.ts'
import { compatRules } from './compat-rules.ts'
import { scratchNamespace } from './scratch-namespace.ts'
import { writeExtensionCapture } from './write-extension-capture.ts'

const record = (file: string, kind: string, words: readonly string[]): string => {
  const extension = lists.matches[kind]
  if (extension === undefined) throw new Error(`${kind} is not in the list of matches`)
  using namespace = scratchNamespace()
  namespace.run(['ebtables-nft', '-A', 'FORWARD', ...words, '-j', 'ACCEPT'])
  const saved = namespace.run(['ebtables-nft-save'])
  // After the types of IGMP it forgets the space.
  const [line, text] = /^-A FORWARD (?:-[pd] \S+ )?(.*?) ?-j ACCEPT$/m.exec(saved) ?? []
  const raw = compatRules(namespace.path, 'bridge')
    .flat()
    .find(({ list, name }) => list === 'matches' && name === extension.name)
  if (raw === undefined || line === undefined || text === undefined)
    throw new Error(`the kernel has no ${extension.name} in its answer, or the tool none in: ${saved}`)
  const { revision, bytes } = raw
  const version = namespace.run(['ebtables-nft', '--version']).trim()
  const about = [
    `${extension.name}, revision ${revision}: ${line.replace('-A FORWARD ', '')}`,
    `recorded on Linux ${release().replace(/-.*/, '')}, ${version}`,
  ].join('\n')
  const capture = {
    about,
    extension,
    family: 'bridge',
    revision,
    bytes,
    saved: { name: extension.name, text },
  } as const
  writeFileSync(captureUrl('matches', file), writeExtensionCapture(capture))
  return `matches/${file}: ${text}`
}

if (import.meta.main) {
  const [place = '', kind = '', separator, ...words] = process.argv.slice(2)
  if (!place.startsWith('matches/') || separator !== '--')
    throw new Error('record-bridge.ts matches/FILE KIND -- ebtables words')
  process.stdout.write(`${record(place.slice('matches/'.length), kind, words)}\n`)
}
