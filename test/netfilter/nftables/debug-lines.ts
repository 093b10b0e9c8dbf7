import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftElement, NftSet, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import { matches } from '../../../collectors/netfilter/xtables/matches/index.ts'
import { targets } from '../../../collectors/netfilter/xtables/targets/index.ts'

/**
 * Our records as `nft --debug=netlink` prints what the kernel told it (libnftnl 1.2.4): every expression with every number. What
 * that leaves out is left out here.
 */

type Kind = Expression['kind']
type Of<K extends Kind> = Extract<Expression, { readonly kind: K }>
type Words = readonly string[] | undefined

/** A register's bytes as 32-bit numbers of the machine. */
const numbersOf = (digits: string): string[] =>
  (digits.match(/.{1,8}/g) ?? []).map((word) => (word.padEnd(8, '0').match(/../g) ?? []).reverse().join(''))
const register = (digits = ''): string =>
  numbersOf(digits)
    .map((number) => `0x${number} `)
    .join('')
    .trimEnd()

const dataText = (data: Of<'immediate'>['data']): string => {
  if (typeof data === 'string' || data === undefined) return register(data)
  return data.chain === undefined ? data.verdict : `${data.verdict} -> ${data.chain}`
}

const bits = (words: Words, order: readonly string[]): number =>
  (words ?? []).reduce((sum, word) => sum + 2 ** order.indexOf(word), 0)
const inv = (words: Words): number => bits(words, ['inv'])
const hexadecimal = (number: number): string => `0x${number.toString(16)}`

const natBits = ['map-ips', 'proto-specified', 'random', 'persistent', 'fully-random', 'offset', 'netmap']
const natFlags = (words: Words): string =>
  words && words.length > 0 ? ` flags ${hexadecimal(bits(words, natBits))}` : ''
const units: { readonly [seconds: string]: string } = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day' }
const logBits: { readonly [word: string]: string } = {
  'tcp-sequence': 'tcpseq',
  'tcp-options': 'tcpopt',
  'ip-options': 'ipopt',
  skuid: 'uid',
  ether: 'macdecode',
}
/** Words of the nft language, and those of libnftnl where they differ. */
const metaWords: { readonly [word: string]: string } = {
  length: 'len',
  ibrname: 'bri_iifname',
  obrname: 'bri_oifname',
  random: 'prandom',
  ipsec: 'secpath',
}
const ctWords: { readonly [word: string]: string } = {
  l3proto: 'l3protocol',
  saddr: 'src',
  daddr: 'dst',
  'proto-src': 'proto_src',
  'proto-dst': 'proto_dst',
  'ip saddr': 'src_ip',
  'ip daddr': 'dst_ip',
  'ip6 saddr': 'src_ip6',
  'ip6 daddr': 'dst_ip6',
}
const rtWords: { readonly [word: string]: string } = {
  'ip nexthop': 'nexthop4',
  'ip6 nexthop': 'nexthop6',
  mtu: 'tcpmss',
  ipsec: 'ipsec',
}
const xfrmWords: { readonly [word: string]: string } = {
  'ip daddr': 'daddr4',
  'ip6 daddr': 'daddr6',
  'ip saddr': 'saddr4',
  'ip6 saddr': 'saddr6',
}
const objectNumbers = ['', 'counter', 'quota', 'ct helper', 'limit', 'connlimit', 'tunnel', 'ct timeout', 'secmark']

const natText = (nat: Of<'nat'>): string => {
  const port = (number?: number, which = 'min'): string => (number ? ` proto_${which} reg ${number}` : '')
  const address = (number?: number, which = 'min'): string => (number ? ` addr_${which} reg ${number}` : '')
  const { regAddrMin, regAddrMax, regProtoMin, regProtoMax } = nat
  return (
    `nat ${nat.type} ${nat.family}` +
    address(regAddrMin) +
    address(regAddrMax, 'max') +
    port(regProtoMin) +
    port(regProtoMax, 'max') +
    natFlags(nat.flags)
  )
}

const ports = (min?: number, max?: number): string =>
  (min ? ` proto_min reg ${min}` : '') + (max ? ` proto_max reg ${max}` : '')

const texts: { readonly [K in Kind]?: (of: Of<K>) => string } = {
  bitwise: ({ sreg, dreg, op, mask, xor, data }) =>
    op === 'mask-xor'
      ? `bitwise reg ${dreg} = ( reg ${sreg} & ${register(mask)} ) ^ ${register(xor)}`
      : `bitwise reg ${dreg} = ( reg ${sreg} ${op === 'lshift' ? '<<' : '>>'} ${register(data)} )`,
  byteorder: ({ dreg, op, sreg, size, length }) => `byteorder reg ${dreg} = ${op}(reg ${sreg}, ${size}, ${length})`,
  cmp: ({ op, sreg, data }) => `cmp ${op} reg ${sreg} ${register(data)}`,
  connlimit: ({ count, flags }) => `connlimit count ${count} flags ${inv(flags)}`,
  counter: ({ packets, bytes }) => `counter pkts ${packets} bytes ${bytes}`,
  ct: ({ key = '', sreg, dreg, direction }) => {
    const word = ctWords[key] ?? key
    return sreg === undefined
      ? `ct load ${word} => reg ${dreg}${direction ? ` , dir ${direction}` : ''}`
      : `ct set ${word} with reg ${sreg}${direction ? ` , dir ${direction}` : ''}`
  },
  dup: ({ sregAddr, sregDev }) =>
    `dup${sregAddr ? ` sreg_addr ${sregAddr}` : ''}${sregDev ? ` sreg_dev ${sregDev}` : ''}`,
  dynset: ({ op, sregKey, set, timeoutMs, sregData, flags, expressions = [] }) =>
    `dynset ${op} reg_key ${sregKey} set ${set}` +
    (sregData ? ` sreg_data ${sregData}` : '') +
    (timeoutMs === undefined ? '' : ` timeout ${timeoutMs}ms`) +
    (inv(flags) ? ' inv' : '') +
    expressions.map((one) => ` expr [ ${expressionText(one)} ]`).join(''),
  exthdr: ({ dreg, sreg, op, type, offset, length, flags }) => {
    const place = `${type} + ${offset}`
    if (dreg !== undefined)
      return `exthdr load ${op === 'sctp' ? '' : `${op} `}${length}b @ ${place}${flags?.includes('present') ? ' present' : ''} => reg ${dreg}`
    return sreg === undefined ? `exthdr reset ${op} ${type}` : `exthdr write ${op} reg ${sreg} => ${length}b @ ${place}`
  },
  fib: ({ dreg, result, flags = [] }) => {
    const shown = flags.filter((flag) => flag !== 'present').join(' . ')
    const present = flags.includes('present') ? ' present' : ''
    return `fib ${shown} ${result}${present} => reg ${dreg}`
  },
  fwd: ({ sregDev, sregAddr, nfproto }) =>
    `fwd sreg_dev ${sregDev}${sregAddr ? ` sreg_addr ${sregAddr}` : ''}${nfproto ? ` nfproto ${nfproto === 'ip' ? 2 : 10}` : ''}`,
  hash: ({ dreg, sreg, length, modulus, seed, offset, type }) =>
    `hash reg ${dreg} = ${type}(${type === 'jhash' ? `reg ${sreg}, ${length}, 0x${seed?.toString(16)}` : ''}) % mod ${modulus}` +
    (offset ? ` offset ${offset}` : ''),
  immediate: ({ dreg, data }) => `immediate reg ${dreg} ${dataText(data)}`,
  limit: ({ rate, unit, burst, type, flags }) =>
    `limit rate ${rate}/${units[String(unit)]} burst ${burst} type ${type} flags ${hexadecimal(inv(flags))}`,
  log: ({ prefix, group, snaplen, qthreshold, level, flags = [] }) => {
    if (group !== undefined)
      return `log${prefix ? ` prefix ${prefix}` : ''} group ${group} snaplen ${snaplen} qthreshold ${qthreshold}`
    const numbers = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug', 'audit']
    const place = numbers.indexOf(level ?? '')
    return (
      `log${prefix ? ` prefix ${prefix}` : ''}${level ? ` level ${place}` : ''}` +
      flags.map((flag) => ` ${logBits[flag]}`).join('')
    )
  },
  lookup: ({ sreg, set, dreg, flags }) =>
    `lookup reg ${sreg} set ${set}${dreg === undefined ? '' : ` dreg ${dreg}`}${flags ? ` ${hexadecimal(inv(flags))}` : ''}`,
  masq: ({ regProtoMin, regProtoMax, flags }) => `masq${ports(regProtoMin, regProtoMax)}${natFlags(flags)}`,
  match: ({ match }) => {
    const name = match.kind === 'other' ? match.name : matches[match.kind].name
    return `match name ${name} rev ${match.revision}`
  },
  meta: ({ key = '', dreg, sreg }) => {
    const word = metaWords[key] ?? key
    return sreg === undefined ? `meta load ${word} => reg ${dreg}` : `meta set ${word} with reg ${sreg}`
  },
  nat: natText,
  notrack: () => 'notrack',
  numgen: ({ dreg, type, modulus, offset }) =>
    `numgen reg ${dreg} = ${type} mod ${modulus}${offset ? ` offset ${offset}` : ''}`,
  objref: ({ type, name, sreg, set }) =>
    sreg === undefined
      ? `objref type ${objectNumbers.indexOf(type ?? '')} name ${name}`
      : `objref sreg ${sreg} set ${set}`,
  osf: ({ dreg }) => `osf dreg ${dreg}`,
  payload: ({ base, offset, length, dreg, sreg, csumType, csumOffset, csumFlags }) => {
    const place = `${length}b @ ${base} header + ${offset}`
    if (sreg === undefined) return `payload load ${place} => reg ${dreg}`
    const checksum = ['none', 'inet', 'sctp'].indexOf(csumType ?? '')
    const flags = hexadecimal(bits(csumFlags, ['pseudohdr']))
    return `payload write reg ${sreg} => ${place} csum_type ${checksum} csum_off ${csumOffset} csum_flags ${flags}`
  },
  queue: ({ num = 0, total = 1, flags = [], sregQnum }) =>
    (sregQnum ? `queue sreg_qnum ${sregQnum}` : `queue num ${num}${total > 1 ? `-${num + total - 1}` : ''}`) +
    flags.map((flag) => ` ${flag}`).join(''),
  quota: ({ bytes, consumed, flags }) => `quota bytes ${bytes} consumed ${consumed} flags ${inv(flags)}`,
  range: ({ op, sreg, from, to }) => `range ${op} reg ${sreg} ${register(from)} ${register(to)}`,
  redir: ({ regProtoMin, regProtoMax, flags }) => `redir${ports(regProtoMin, regProtoMax)}${natFlags(flags)}`,
  reject: ({ type, icmpCode }) =>
    `reject type ${['icmp', 'tcp-reset', 'icmpx'].indexOf(type ?? '')} code ${icmpCode ?? 0}`,
  rt: ({ key = '', dreg }) => `rt load ${rtWords[key] ?? key} => reg ${dreg}`,
  socket: ({ key, dreg, level }) => `socket load ${key} => reg ${dreg}${key === 'cgroupv2' ? ` level ${level}` : ''}`,
  synproxy: ({ mss, wscale }) => `synproxy mss ${mss} wscale ${wscale}`,
  target: ({ target }) => {
    const name = target.kind === 'other' ? target.name : targets[target.kind].name
    return `target name ${name} rev ${target.revision}`
  },
  tproxy: ({ family, regAddr, regPort }) =>
    `tproxy${family === 'unspec' ? '' : ` ${family}`}${regAddr ? ` addr reg ${regAddr}` : ''}${regPort ? ` port reg ${regPort}` : ''}`,
  xfrm: ({ key = '', dir, spnum, dreg }) => `xfrm load ${dir} ${spnum} ${xfrmWords[key] ?? key} => reg ${dreg}`,
}

const expressionText = (of: Expression): string => {
  const text = texts[of.kind] as ((of: Expression) => string) | undefined
  return text === undefined ? `${of.kind} is not printed` : text(of)
}

/** User data of one piece, a comment. */
const notesText = (comment: string | undefined): string =>
  comment === undefined
    ? ''
    : `  userdata = { \\x00\\x${(comment.length + 1).toString(16).padStart(2, '0')}${comment}\\x00 }`

const openText = '  userdata = { \\x01\\x04\\x01\\x00\\x00\\x00 }'

const elementText = (of: NftElement): string => {
  const key = (digits = ''): string =>
    numbersOf(digits)
      .map((number) => `${number} `)
      .join('')
  const flags = (of.intervalEnd ? 1 : 0) + (of.catchall ? 2 : 0)
  const end = of.keyEnd === undefined ? '' : ` - ${key(of.keyEnd)}`
  const data = typeof of.data === 'string' ? key(of.data) : of.data ? `${dataText(of.data)} ` : ''
  return `\telement ${key(of.key)}${end} : ${data}${flags} [end]${of.intervalOpen ? openText : notesText(of.comment)}`
}

const blockOf = (head: string, lines: readonly string[]): string => [head, ...lines].join('\n').trim()

const setBlock = (table: NftTable, set: NftSet): string =>
  blockOf(`${table.family} ${table.name} @${set.name}`, set.elements.map(elementText).sort())

/** Blocks: one for each set with its elements, one for each rule with its expressions. */
export const debugBlocks = (tables: readonly NftTable[]): readonly string[] =>
  tables.flatMap((table) => [
    ...table.sets.map((set) => setBlock(table, set)),
    ...table.chains.flatMap((chain) =>
      chain.rules.map(({ handle, position, expressions, comment }) =>
        blockOf(
          `${table.family} ${table.name} ${chain.name} ${handle}${position === undefined ? '' : ` ${position}`}`,
          [
            ...expressions.map((one) => `  [ ${expressionText(one)} ]`),
            ...(comment === undefined ? [] : [notesText(comment)]),
          ],
        ),
      ),
    ),
  ])

/** The same from what nft printed, before the ruleset itself. */
export const printedBlocks = (output: string): readonly string[] => {
  const blocks: string[][] = []
  for (const line of output.split('\n')) {
    if (/^table /.test(line)) break
    if (/^\w+ /.test(line)) blocks.push([line])
    else if (line.trim() !== '') blocks.at(-1)?.push(line.trimEnd())
  }
  return blocks.map(([head = '', ...lines]) => blockOf(head, head.includes('@') ? lines.sort() : lines))
}
