import { builtInChains } from '../../../../agent/firewall/iptables/built-in-chains.ts'
import { type Match, matchVocabulary } from '../../../../collectors/netfilter/xtables/matches/index.ts'
import { protocolNames } from '../../../../collectors/netfilter/xtables/protocol-text.ts'
import type { XtChain, XtRule, XtTable, XtTarget } from '../../../../collectors/netfilter/xtables/record.ts'
import { targetVocabulary } from '../../../../collectors/netfilter/xtables/targets/index.ts'

/** Fields of a struct: offset, size in bytes (of numbers; little endian unless said), value. */
type Field = readonly [offset: number, size: 1 | 2 | 4, value: number, order?: 'network'] | readonly [number, string]

const bytesOf = (size: number, fields: readonly Field[]): DataView => {
  const view = new DataView(new ArrayBuffer(Math.ceil(size / 8) * 8))
  for (const field of fields) {
    const [offset, second, value = 0, order] = field
    const little = order === undefined
    if (typeof second === 'string') Buffer.from(view.buffer).write(second, offset, 'latin1')
    else if (second === 1) view.setUint8(offset, value)
    else if (second === 2) view.setUint16(offset, value, little)
    else view.setUint32(offset, value, little)
  }
  return view
}

type Family = 'ipv4' | 'ipv6'

export const matchOf = (name: string, revision: number, size: number, fields: readonly Field[] = []): Match => {
  const view = bytesOf(size, fields)
  return matchVocabulary.decode({ family: 'ipv4', name, revision }, view, 0, view.byteLength)
}

const targetOf = (
  { family, name, revision }: { family: Family; name: string; revision: number },
  view: DataView,
): XtTarget => ({
  kind: 'extension',
  extension: targetVocabulary.decode({ family, name, revision }, view, 0, view.byteLength),
})

interface Option {
  readonly name: string
  readonly values: readonly string[]
  readonly not: boolean
}

/** The options of a rule; words in quotes are one. */
const optionsOf = (text: string): readonly Option[] => {
  const options: { name: string; values: string[]; not: boolean }[] = []
  let not = false
  for (const [, quoted, plain] of text.matchAll(/"((?:\\.|[^"])*)"|(\S+)/g)) {
    if (plain === '!') not = true
    else if (plain?.startsWith('-') && !/^-\d/.test(plain)) {
      options.push({ name: plain, values: [], not })
      not = false
    } else options.at(-1)?.values.push(quoted ?? plain ?? '')
  }
  return options
}

/** The options of each `-m`, `-j` and of the rule itself. */
const groupsOf = (options: readonly Option[]): readonly (readonly Option[])[] => {
  const groups: Option[][] = [[]]
  for (const option of options) {
    const isOwn = ['-i', '-o', '-s', '-d', '-p'].includes(option.name)
    if (['-m', '-j', '-g'].includes(option.name)) groups.push([option])
    else (isOwn ? groups[0] : groups.at(-1))?.push(option)
  }
  return groups
}

const maskOf = (length: number, family: Family): string => {
  const bits = '1'.repeat(length).padEnd(family === 'ipv4' ? 32 : 128, '0')
  const parts = (bits.match(family === 'ipv4' ? /.{8}/g : /.{16}/g) ?? []).map((part) => Number.parseInt(part, 2))
  if (family === 'ipv4') return parts.join('.')
  const groups = parts.map((part) => part.toString(16))
  return length === 128 ? groups.join(':') : `${groups.slice(0, Math.ceil(length / 16)).join(':')}::`
}

const entryOf = (options: readonly Option[], family: Family): XtRule['entry'] => {
  const find = (name: string): Option | undefined => options.find((option) => option.name === name)
  const any = family === 'ipv4' ? '0.0.0.0' : '::'
  const address = (name: string): readonly [string, string] => {
    const [text = any, length = text === any ? '0' : undefined] = (find(name)?.values[0] ?? any).split('/')
    return [text, maskOf(Number(length ?? (family === 'ipv4' ? 32 : 128)), family)]
  }
  const protocol = find('-p')?.values[0] ?? '0'
  const number = Object.keys(protocolNames).find((key) => protocolNames[Number(key)] === protocol) ?? protocol
  const [source, sourceMask] = address('-s')
  const [destination, destinationMask] = address('-d')
  const isNot = (name: string): boolean => find(name)?.not ?? false
  return {
    source,
    sourceMask,
    destination,
    destinationMask,
    inInterface: find('-i')?.values[0] ?? '',
    outInterface: find('-o')?.values[0] ?? '',
    protocol: Number(number),
    fragment: false,
    invert: {
      inInterface: isNot('-i'),
      outInterface: isNot('-o'),
      source: isNot('-s'),
      destination: isNot('-d'),
      fragment: false,
      protocol: isNot('-p'),
      trafficClass: false,
    },
  }
}

const range = (text = '0:65535'): readonly [number, number] => {
  const [from = '0', to = from] = text.split(':')
  return [Number(from), Number(to)]
}

const states: { readonly [state: string]: number } = {
  INVALID: 1,
  ESTABLISHED: 2,
  RELATED: 4,
  NEW: 8,
  UNTRACKED: 0x100,
}

const matchIn = ([head, ...options]: readonly Option[]): Match => {
  const name = head?.values[0] ?? ''
  const find = (option: string): Option | undefined => options.find((one) => one.name === option)
  const text = (option: string): string | undefined => find(option)?.values[0]
  const isNot = (option: string): number => Number(find(option)?.not ?? false)
  const only = (...known: readonly string[]): boolean => options.every((one) => known.includes(one.name))
  const [sourceFrom, sourceTo] = range(text('--sport'))
  const [from, to] = range(text('--dport'))
  const ports: readonly Field[] = [
    [0, 2, sourceFrom],
    [2, 2, sourceTo],
    [4, 2, from],
    [6, 2, to],
  ]
  const inverted = isNot('--sport') + 2 * isNot('--dport')
  if (name === 'tcp' && only('--sport', '--dport')) return matchOf('tcp', 0, 12, [...ports, [11, 1, inverted]])
  if (name === 'udp' && only('--sport', '--dport')) return matchOf('udp', 0, 9, [...ports, [8, 1, inverted]])
  if (name === 'multiport' && only('--dports')) {
    const list = (text('--dports') ?? '').split(',').flatMap((one) => {
      const [first = 0, last] = one.split(':').map(Number)
      return last === undefined ? [[first, 0] as const] : [[first, 1] as const, [last, 0] as const]
    })
    const fields = list.flatMap(([port, flag], at): Field[] => [
      [2 + 2 * at, 2, port],
      [32 + at, 1, flag],
    ])
    return matchOf('multiport', 1, 48, [[0, 1, 1], [1, 1, list.length], ...fields, [47, 1, isNot('--dports')]])
  }
  if (name === 'addrtype' && only('--src-type', '--dst-type') && options.every(({ values }) => values[0] === 'LOCAL'))
    return matchOf('addrtype', 1, 8, [
      [0, 2, text('--src-type') === undefined ? 0 : 4],
      [2, 2, text('--dst-type') === undefined ? 0 : 4],
      [4, 4, isNot('--src-type') + 2 * isNot('--dst-type')],
    ])
  if (name === 'conntrack' && only('--ctstate')) {
    const mask = (text('--ctstate') ?? '').split(',').reduce((sum, state) => sum + (states[state] ?? 0), 0)
    return matchOf('conntrack', 3, 162, [
      [146, 2, 1],
      [148, 2, isNot('--ctstate')],
      [150, 2, mask],
    ])
  }
  if (name === 'comment') return matchOf('comment', 0, 256, [[0, text('--comment') ?? '']])
  return { kind: 'other', name, revision: 0, bytes: '' }
}

const numberText = /^(?:\[(.+)\]|([\d.]+))?(?::(\d+))?$/

/** nf_nat_range2 of DNAT; the older structs of the others. */
const translationIn = (name: string, text: string, family: Family): XtTarget => {
  const [, six, four, port] = numberText.exec(text) ?? [null, text]
  const address = six ?? four
  const flags = (address === undefined ? 0 : 1) + (port === undefined ? 0 : 2)
  const isOld = name !== 'DNAT' && family === 'ipv4'
  const places = isOld ? { flags: 4, first: 8, last: 12, port: 16 } : { flags: 0, first: 4, last: 20, port: 36 }
  const fields: Field[] = [[places.flags, 4, flags]]
  for (const at of [places.first, places.last]) fields.push(...addressFields(address, at))
  for (const at of [places.port, places.port + 2]) fields.push([at, 2, Number(port ?? 0), 'network'])
  const revision = name === 'DNAT' ? 2 : name === 'SNAT' && family === 'ipv6' ? 1 : 0
  return targetOf({ family, name, revision }, bytesOf(isOld ? 20 : name === 'DNAT' ? 44 : 40, fields))
}

const addressFields = (address: string | undefined, at: number): readonly Field[] => {
  if (address === undefined) return []
  if (!address.includes(':')) return address.split('.').map((part, byte): Field => [at + byte, 1, Number(part)])
  const [before = '', after = ''] = address.split('::')
  const head = before.split(':').filter((part) => part !== '')
  const tail = after.split(':').filter((part) => part !== '')
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
  return groups.map((group, index): Field => [at + 2 * index, 2, Number.parseInt(group, 16), 'network'])
}

const verdicts = { ACCEPT: 'accept', DROP: 'drop', RETURN: 'return', QUEUE: 'queue' } as const
const isVerdict = (name: string): name is keyof typeof verdicts => name in verdicts
const extensions = /^(LOG|MARK|CONNMARK|REJECT|CHECKSUM|NFLOG|TCPMSS|NFQUEUE|CT|NOTRACK)$/

const targetIn = (group: readonly Option[] | undefined, family: Family): XtTarget => {
  const [head, ...options] = group ?? []
  if (head === undefined) return { kind: 'none' }
  const name = head.values[0] ?? ''
  if (isVerdict(name)) return { kind: 'verdict', verdict: verdicts[name] }
  if (['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT'].includes(name))
    return translationIn(name, options[0]?.values[0]?.replace(/^(\d+)$/, ':$1') ?? '', family)
  if (name === 'REJECT') return targetOf({ family, name, revision: 0 }, bytesOf(4, [[0, 4, 3]]))
  if (extensions.test(name)) return { kind: 'extension', extension: { kind: 'other', name, revision: 0, bytes: '' } }
  return { kind: head.name === '-g' ? 'goto' : 'jump', chain: name }
}

/** A rule as iptables-save writes it, after `-A CHAIN`. What is not known here becomes an extension that nobody knows. */
export const savedRule = (text: string, family: Family = 'ipv4'): XtRule => {
  const [own = [], ...groups] = groupsOf(optionsOf(text))
  return {
    packets: 0,
    bytes: 0,
    entry: entryOf(own, family),
    matches: groups.filter(([head]) => head?.name === '-m').map(matchIn),
    target: targetIn(
      groups.find(([head]) => head?.name !== '-m'),
      family,
    ),
  }
}

/** The tables of a file that iptables-save wrote. */
export const savedTables = (file: string, family: Family = 'ipv4'): readonly XtTable[] => {
  const tables: { family: Family; name: string; chains: (XtChain & { rules: XtRule[] })[] }[] = []
  for (const line of file.split('\n')) {
    const table = tables.at(-1)
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? []
    const [, chain, text = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? []
    if (line.startsWith('*')) tables.push({ family, name: line.slice(1), chains: [] })
    else if (name !== undefined) {
      const builtIn = builtInChains(family, table?.name ?? '')?.find((one) => one.name === name)
      const verdict = policy === 'DROP' ? 'drop' : 'accept'
      const base =
        builtIn === undefined ? null : ({ hook: builtIn.hook, policy: verdict, packets: 0, bytes: 0 } as const)
      table?.chains.push({ name, base, rules: [] })
    } else if (chain !== undefined) table?.chains.find((one) => one.name === chain)?.rules.push(savedRule(text, family))
  }
  return tables
}
