import { setImmediate as turn } from 'node:timers/promises'
import { hashSync } from 'bcryptjs'
import { expect, test } from 'vitest'
import { passwordCheck, type Verdict } from '../../../../exporters/api/access/password-check.ts'

const cost = 8
const secret = 'open sesame'
const hash = hashSync(secret, cost)
const users = new Map([
  ['alice', hash],
  ['bob', hashSync('', cost)],
])

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Milliseconds that one check takes. */
const timed = async (check: () => Promise<Verdict>): Promise<number> => {
  const begin = performance.now()
  await check()
  return performance.now() - begin
}

test.each([
  ['the right one', 'alice', secret, 'right'],
  ['another', 'alice', 'close sesame', 'wrong'],
  ['none', 'alice', '', 'wrong'],
  ['that of another user', 'bob', secret, 'wrong'],
  ['an empty one that is right', 'bob', '', 'right'],
  ['the hash', 'alice', hash, 'wrong'],
  ['that of the hash for unknown names', 'nobody', 'fakepassword', 'wrong'],
  ['nobody', '', secret, 'wrong'],
  ['a property', '__proto__', secret, 'wrong'],
  ['one of 73 bytes', 'alice', 'x'.repeat(73), 'wrong'],
  ['one of 10 KiB', 'alice', 'x'.repeat(10_240), 'wrong'],
])('a password: %s', async (_what, user, password, verdict) => {
  expect(await passwordCheck()(users, { user, password }, '10.0.0.1')).toBe(verdict)
})

test.each(['2a', '2b', '2y'])('hashes of kind %s', async (kind) => {
  const own = new Map([['alice', hash.replace(/^\$2./, `$${kind}`)]])
  expect(await passwordCheck()(own, { user: 'alice', password: secret }, '')).toBe('right')
})

test('72 bytes count, and no more are taken', async () => {
  const long = 'é'.repeat(36)
  const own = new Map([['alice', hashSync(long, 4)]])
  const check = passwordCheck()
  expect(await check(own, { user: 'alice', password: long }, '')).toBe('right')
  expect(await check(own, { user: 'alice', password: `${long}x` }, '')).toBe('wrong')
})

test('one that was right is remembered, and only with the same name and hash', async () => {
  const check = passwordCheck()
  const ask = (own: ReadonlyMap<string, string> = users) => check(own, { user: 'alice', password: secret }, '')
  const first = await timed(ask)
  const again: number[] = []
  for (let round = 0; round < 20; round++) again.push(await timed(ask))
  expect(median(again)).toBeLessThan(first / 20)
  expect(await ask()).toBe('right')
  expect(await ask(new Map([['alice', hashSync('changed', 4)]]))).toBe('wrong')
  expect(await ask(new Map())).toBe('wrong')
})

test('what is remembered cannot be poisoned (CVE-2022-46146)', async () => {
  const check = passwordCheck()
  expect(await check(users, { user: 'alice', password: secret }, '')).toBe('right')
  // Where parts run together, `alice` + hash + password is also `alice` + `…` for other borders.
  for (const [user, password] of [
    [`alice${hash}`, secret],
    ['alice', `${hash}${secret}`],
    ['alic', `e${secret}`],
    ['alice","', secret],
  ] as const)
    expect(await check(users, { user, password }, '')).toBe('wrong')
  // With cost 10 the hash for unknown names is indeed that of this password: it lets nobody in, however often.
  const costly = new Map([['alice', hashSync(secret, 10)]])
  for (let round = 0; round < 2; round++)
    expect(await check(costly, { user: 'nobody', password: 'fakepassword' }, '')).toBe('wrong')
})

test('a name that nobody has takes as long as one that somebody has', async () => {
  const check = passwordCheck()
  const known: number[] = []
  const unknown: number[] = []
  for (let round = 0; round < 15; round++) {
    // Each waits for the pause after the one before: what goes before both is the same.
    await check(users, { user: 'bob', password: `before ${round}` }, '')
    known.push(await timed(() => check(users, { user: 'alice', password: `no ${round}` }, '')))
    await check(users, { user: 'bob', password: `between ${round}` }, '')
    unknown.push(await timed(() => check(users, { user: 'mallory', password: `no ${round}` }, '')))
  }
  // What else runs on the machine can only add to a time: the shortest say what it takes.
  const ratio = Math.min(...unknown) / Math.min(...known)
  expect(ratio).toBeGreaterThan(0.6)
  expect(ratio).toBeLessThan(1.6)
})

test('many who guess: few wait, one at a time, and nobody who is remembered waits for them', async () => {
  const check = passwordCheck()
  expect(await check(users, { user: 'alice', password: secret }, 'prometheus')).toBe('right')
  const fromOne = Array.from({ length: 50 }, (_, at) => check(users, { user: 'alice', password: `${at}` }, 'one'))
  const fromMany = Array.from({ length: 50 }, (_, at) => check(users, { user: 'x', password: `${at}` }, `from ${at}`))
  const pauses: number[] = []
  let isOver = false
  const flood = Promise.all([...fromOne, ...fromMany]).then((verdicts) => {
    isOver = true
    return verdicts
  })
  const begin = performance.now()
  let idle = 0
  while (!isOver) {
    const before = performance.now()
    expect(await check(users, { user: 'alice', password: secret }, 'prometheus')).toBe('right')
    await turn()
    const took = performance.now() - before
    pauses.push(took)
    if (took < 5) idle += took
  }
  const verdicts = await flood
  expect(verdicts.slice(0, 50).filter((verdict) => verdict === 'wrong')).toHaveLength(4)
  expect(verdicts.slice(50).filter((verdict) => verdict === 'wrong')).toHaveLength(12)
  expect(verdicts).not.toContain('right')
  expect(pauses.length).toBeGreaterThan(100)
  // About half of the time is left for others; less where the machine has other things to do.
  expect(idle / (performance.now() - begin)).toBeGreaterThan(0.1)
})

test('the same password from many requests is compared once', async () => {
  const check = passwordCheck()
  const begin = performance.now()
  await check(users, { user: 'bob', password: 'warm up' }, '')
  const one = performance.now() - begin
  const many = Array.from({ length: 30 }, () => check(users, { user: 'alice', password: secret }, 'page'))
  const all = await timed(async () => (await Promise.all(many))[0] ?? 'wrong')
  expect(new Set(await Promise.all(many))).toEqual(new Set(['right']))
  expect(all).toBeLessThan(one * 10)
})
