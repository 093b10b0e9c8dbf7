import { afterAll, beforeAll, expect, test } from 'vitest'
import { readNftables } from '../../collectors/netfilter/nftables/read-nftables.ts'
import type { NftTable } from '../../collectors/netfilter/nftables/record.ts'
import type { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { connectionIn } from '../netfilter/conntrack/connection-in.ts'

let lab: Lab
let space: Space
let connection: NetlinkConnection

beforeAll(async () => {
  lab = await openLab()
  const [first] = (await lab.manyNamespaces(1, 'changes')).containers
  if (first === undefined) throw new Error('the lab made no namespace')
  space = first
  connection = connectionIn(space)
})

afterAll(async () => {
  connection[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

/** A ruleset in which every part tells of which one it is. */
const ruleset = (number: number, rules: number): string => {
  const lines = Array.from({ length: rules }, () => `counter comment "n${number}"`).join('\n    ')
  const elements = Array.from({ length: rules }, (_, at) => `10.${number}.0.${at}`).join(', ')
  return `flush ruleset
table inet t {
  comment "n${number}"
  set s { type ipv4_addr
    comment "n${number}"
    elements = { ${elements} }
  }
  chain c {
    comment "n${number}"
    ${lines}
  }
}
`
}

/** Which ruleset each part of the table is of, and how many parts it has. */
const partsOf = ({ comment, chains, sets }: NftTable): { numbers: Set<string | undefined>; counts: number[] } => {
  const [chain] = chains
  const [set] = sets
  const elements = set?.elements ?? []
  const rules = chain?.rules ?? []
  const ofElement = (key = ''): string => `n${Number.parseInt(key.slice(2, 4), 16)}`
  return {
    numbers: new Set([
      comment,
      chain?.comment,
      set?.comment,
      ...rules.map((rule) => rule.comment),
      ...elements.map(({ key }) => ofElement(key)),
    ]),
    counts: [rules.length, elements.length],
  }
}

const readings = 400

test('a ruleset that is replaced all the time is always read whole, of one moment', async () => {
  const variants = [ruleset(1, 200), ruleset(2, 60), ruleset(3, 120)]
  const names = variants.map((_, at) => `/tmp/${lab.runId}-${at}.nft`)
  const script = [
    ...variants.map((text, at) => `cat > ${names[at]} <<'END'\n${text}END`),
    `trap 'rm -f ${names.join(' ')}' EXIT TERM`,
    `while read -r -t 0.001 stop || [ $? -gt 128 ]; do ${names.map((name) => `nft -f ${name}`).join('; ')}; done`,
  ].join('\n')
  const writer = space.start(['bash', '-c', script])
  const ended = new Promise((resolve) => writer.on('close', resolve))
  try {
    const generations = new Set<number>()
    const counts: { readonly [number: string]: number } = { n1: 200, n2: 60, n3: 120 }
    let interrupted = 0
    for (let at = 0; at < readings; at++) {
      const reading = readNftables(connection)
      await new Promise((resolve) => setTimeout(resolve, 2))
      expect(reading.malformed).toEqual([])
      if (reading.interrupted) interrupted++
      const [table] = reading.tables
      if (reading.interrupted || table === undefined) continue
      generations.add(reading.generation)
      const { numbers, counts: found } = partsOf(table)
      expect(numbers.size).toBe(1)
      const [number = ''] = numbers
      expect(found).toEqual([counts[number], counts[number]])
    }
    expect(generations.size).toBeGreaterThan(10)
    expect(interrupted).toBeLessThan(readings / 4)
  } finally {
    writer.stdin?.end()
    await ended
  }
})
