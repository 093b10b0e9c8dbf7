import { nlmsghdr } from '../../collectors/netlink/answer.ts'
import { type Messages, messages } from '../../collectors/netlink/messages/index.ts'
import { codecsWithin, isAttributes, isRepeated, isStruct, isWords } from '../captures/tables.ts'

/** Something that a table says and a header can confirm: a C expression and its value. */
export interface Fact {
  readonly expression: string
  readonly value: number
  /** `least`: the kernel's struct may have grown. */
  readonly compare: 'equal' | 'least'
  readonly header: string
}

const types: { readonly [K in keyof Messages]: readonly [answer: string, request: string, other?: string] } = {
  address: ['RTM_NEWADDR', 'RTM_GETADDR'],
  bridgeVlan: ['RTM_NEWLINK', 'RTM_GETLINK'],
  link: ['RTM_NEWLINK', 'RTM_GETLINK'],
  mdb: ['RTM_NEWMDB', 'RTM_GETMDB', 'RTM_GETMDB'],
  neighbour: ['RTM_NEWNEIGH', 'RTM_GETNEIGH'],
  nexthop: ['RTM_NEWNEXTHOP', 'RTM_GETNEXTHOP'],
  nsid: ['RTM_NEWNSID', 'RTM_GETNSID'],
  route: ['RTM_NEWROUTE', 'RTM_GETROUTE'],
  rule: ['RTM_NEWRULE', 'RTM_GETRULE'],
  xfrmPolicy: ['XFRM_MSG_NEWPOLICY', 'XFRM_MSG_GETPOLICY'],
}

/** Every number that the tables of all messages claim, each once. */
export const allFacts = (): readonly Fact[] => {
  const facts = new Map<string, Fact>()
  const roots = [...Object.values(messages), nlmsghdr]
  for (const fact of [...roots.flatMap((root) => [...codecsWithin(root)].flatMap(factsOf)), ...typeFacts()]) {
    const other = facts.get(fact.expression)
    if (other !== undefined && other.value !== fact.value)
      throw new Error(`two tables disagree about ${fact.expression}: ${other.value} and ${fact.value}`)
    facts.set(fact.expression, fact)
  }
  return [...facts.values()]
}

type AnyCodec = Parameters<typeof codecsWithin>[0]

const factsOf = (codec: AnyCodec): readonly Fact[] => {
  if (isRepeated(codec)) {
    const { number, constant } = codec.repeated
    return constant ? [equal(constant.name, number, constant.header)] : []
  }
  if (isStruct(codec)) {
    const { name, header, rows } = codec.struct
    const type = name.startsWith('__') ? name : `struct ${name}`
    const fields = Object.values(rows).filter(([, , field]) => field !== '')
    return [
      { expression: `sizeof(${type})`, value: codec.size, compare: 'least', header },
      ...fields.map(([offset, , field]) => equal(`offsetof(${type}, ${field})`, offset, header)),
    ]
  }
  if (isAttributes(codec)) {
    const { prefix, header, rows } = codec.attributes
    return Object.values(rows).map(([number, , constant]) => equal(prefix + constant, number, header))
  }
  if (!isWords(codec)) return []
  const { prefix, header, rows } = codec.words
  return Object.values(rows).map(([index, constant]) => equal(prefix + constant, index, header))
}

const typeFacts = (): readonly Fact[] =>
  (Object.keys(types) as (keyof Messages)[]).flatMap((key) => {
    const [answer, request, other] = types[key]
    const { answers } = messages[key].types
    const [first = 0, second = 0] = answers
    const header = 'linux/rtnetlink.h'
    return [
      equal(answer, first, header),
      equal(request, messages[key].types.request, header),
      ...(other ? [equal(other, second, header)] : []),
    ]
  })

const equal = (expression: string, value: number, header: string): Fact => ({
  expression,
  value,
  compare: 'equal',
  header,
})

/** The constants of all attribute tables by prefix: several tables may share one enum. */
export const attributeConstants = (): ReadonlyMap<string, ReadonlyMap<string, number>> => {
  const byPrefix = new Map<string, Map<string, number>>()
  for (const codec of Object.values(messages).flatMap((message) => [...codecsWithin(message)])) {
    if (!isAttributes(codec)) continue
    const { prefix, rows } = codec.attributes
    const constants = byPrefix.get(prefix) ?? new Map<string, number>()
    for (const [number, , constant] of Object.values(rows)) constants.set(prefix + constant, number)
    byPrefix.set(prefix, constants)
  }
  return byPrefix
}
