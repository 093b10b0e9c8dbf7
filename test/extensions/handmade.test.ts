import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from '../../collectors/linux/socket.ts'
import { encodeRequest, NLM_F_ACK } from '../../collectors/netlink/request.ts'
import { type ExtensionCapture, extensionCaptures, lists } from './capture.ts'
import { type Place, replaceBytes } from './raw-table.ts'
import { type SavedExtension, savedExtensions } from './saved-line.ts'
import { type ScratchNamespace, scratchNamespace } from './scratch-namespace.ts'

/** Structs that this kernel does not take, or no tool prints, and why: nothing but the header speaks for their text. */
const alone: { readonly [file: string]: string } = {
  'matches/bpf-1-pinned.txt': 'the kernel opens the program at that path',
  'matches/connlimit-0.txt': 'gone since Linux 3.0',
  'matches/connlimit-0-ipv6.txt': 'gone since Linux 3.0',
  'matches/connmark-0.txt': 'gone since Linux 2.6.37',
  'matches/iprange-0.txt': 'gone since Linux 2.6.39',
  'matches/multiport-0.txt': 'gone since Linux 3.0',
  'matches/string-0.txt': 'gone since Linux 3.0',
  'matches/udplite-0.txt': 'the kernel takes it, no tool prints it',
}

/** IPPROTO_* that the kernel asks for. */
const protocols: { readonly [kind: string]: number } = { multiport: 6, udplite: 136 }

const places: readonly Place[] = [
  { table: 'filter', hook: 2 },
  { table: 'filter', hook: 3 },
  { table: 'mangle', hook: 0 },
  { table: 'mangle', hook: 2 },
  { table: 'raw', hook: 0 },
  { table: 'nat', hook: 0 },
  { table: 'nat', hook: 4 },
]

const folder = mkdtempSync(join(tmpdir(), 'netloupe-replace-'))
afterAll(() => rmSync(folder, { recursive: true }))
const program = join(folder, 'replace-table')
execFileSync('gcc', ['-o', program, fileURLToPath(new URL('replace-table.c', import.meta.url))])

/** NFNL_MSG_ACCT_NEW, linux/netfilter/nfnetlink_acct.h: an object for the match `nfacct`. */
const addAccounting = ({ path }: ScratchNamespace, name: string): void => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(path)
  using transport = visit(namespace, home, () => openNetlink(NETLINK_NETFILTER))
  const attributes = [[1, Buffer.from(`${name}\0`)]] as const
  transport.send(encodeRequest({ type: 0x700, flags: NLM_F_ACK | 0x400, header: new Uint8Array(4), attributes }))
  transport.receive(new Uint8Array(4096))
}

const kernelName = ({ list, kind }: ExtensionCapture): string => lists[list][kind]?.name ?? kind
const nameOf = ({ list, file }: ExtensionCapture): string => `${list}/${file}`

const handmade = extensionCaptures().filter(({ about }) => about.includes('hand-made'))

/** What iptables-legacy-save prints for a struct in a rule; null when the kernel takes it nowhere, or the tool does not know it. */
const printed = (namespace: ScratchNamespace, capture: ExtensionCapture): SavedExtension | null => {
  const { family, list, kind, revision, bytes } = capture
  if (family !== 'ipv4' && family !== 'ipv6') return null
  const [tool, digit] = family === 'ipv4' ? ['iptables-legacy', '4'] : ['ip6tables-legacy', '6']
  const rule = { list, name: kernelName(capture), revision, bytes, protocol: protocols[kind] ?? 0 }
  for (const place of places) {
    namespace.run([tool, '-t', place.table, '-F'])
    try {
      namespace.run([program, digit], replaceBytes(family, place, rule, 0))
      const lines = namespace.run([`${tool}-save`, '-t', place.table]).split('\n')
      return savedExtensions(lines.find((text) => text.startsWith('-A ')) ?? '')[0] ?? null
    } catch {
      // Another table or hook may be the right one.
    }
  }
  return null
}

describe('structs that were made by hand', () => {
  test('are taken by the kernel, and iptables-legacy-save writes them as we do', () => {
    using namespace = scratchNamespace()
    addAccounting(namespace, 'http-traffic')
    addAccounting(namespace, 'a b')
    const results = handmade.map((capture) => ({ capture, found: printed(namespace, capture) }))
    const notPrinted = results.filter(({ found }) => found === null).map(({ capture }) => nameOf(capture))
    expect(notPrinted.sort()).toEqual(Object.keys(alone).sort())
    // iptables-legacy-save prints the options of its newest revision alone.
    const printedOnes = results.filter(({ found }) => found !== null && found.text !== '[unsupported revision]')
    const older = results.filter(({ found }) => found?.text === '[unsupported revision]')
    expect(older.map(({ found }) => found?.name)).toEqual(
      older.map(({ capture }) => capture.name ?? kernelName(capture)),
    )
    expect(printedOnes.length).toBeGreaterThan(0)
    expect(printedOnes.map(({ capture, found }) => [nameOf(capture), found])).toEqual(
      printedOnes.map(({ capture }) => [
        nameOf(capture),
        { name: capture.name ?? kernelName(capture), text: capture.save },
      ]),
    )
  })
})
