import { createHmac, randomBytes } from 'node:crypto'
import { compare } from 'bcryptjs'
import type { WebConfig } from '../../../agent/web-config/web-config.ts'
import type { Credentials } from './basic-credentials.ts'
import { takeTurns } from './take-turns.ts'

/** What a check may find: `busy` when too many wait already. */
export type Verdict = 'right' | 'wrong' | 'busy'

/** @param from the address that the request came from */
export type PasswordCheck = (users: WebConfig['users'], credentials: Credentials, from: string) => Promise<Verdict>

/** bcrypt looks at no more than 72 bytes of a password. */
const longestPassword = 72
/** Right passwords that are remembered; the oldest is forgotten first. */
const remembered = 100
/** Comparisons that may wait, in all and from one address: others are refused at once. */
const waitingAtMost = { inAll: 16, fromOne: 4 }

/** For names that nobody has: salt and hash as exporters have them, to be compared like any other and never to be right. */
const fakeHash = 'QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'

/**
 * Checks passwords against bcrypt hashes, one at a time: bcryptjs computes for up to 0.1 s without a break, and those who
 * are remembered must be answered while others guess. A name that nobody has takes as long as that of a user.
 */
export const passwordCheck = (): PasswordCheck => {
  const secret = randomBytes(32)
  /**
   * Passwords are not kept, only this. The parts are joined so that no two triples make the same text: where they ran
   * together, a hash could be made to work as a password (CVE-2022-46146).
   */
  const keyOf = (...parts: readonly [user: string, hash: string, password: string]): string =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64')

  const right = new Set<string>()
  /** What is being compared or waits for its turn; many requests may wait for the same. */
  const waiting = new Map<string, { readonly from: string; readonly verdict: Promise<Verdict> }>()
  const inTurn = takeTurns()

  const isBusy = (from: string): boolean =>
    waiting.size >= waitingAtMost.inAll ||
    [...waiting.values()].filter((one) => one.from === from).length >= waitingAtMost.fromOne

  const remember = (key: string): void => {
    right.add(key)
    const [oldest] = right
    if (right.size > remembered && oldest !== undefined) right.delete(oldest)
  }

  const compared = async (key: string, password: string, hash: string, isUser: boolean): Promise<Verdict> => {
    try {
      const matches = await inTurn(() => compare(password, hash))
      if (!matches || !isUser) return 'wrong'
      remember(key)
      return 'right'
    } finally {
      waiting.delete(key)
    }
  }

  return async (users, { user, password }, from) => {
    if (Buffer.byteLength(password) > longestPassword) return 'wrong'
    const known = users.get(user)
    const hash = known ?? `$2b$${highestCost(users)}$${fakeHash}`
    const key = keyOf(user, hash, password)
    if (right.has(key)) return 'right'
    const same = waiting.get(key)
    if (same !== undefined) return same.verdict
    if (isBusy(from)) return 'busy'
    const verdict = compared(key, password, hash, known !== undefined)
    waiting.set(key, { from, verdict })
    return verdict
  }
}

/** Two digits, as they stand in the hashes. */
const highestCost = (users: WebConfig['users']): string =>
  [...users.values()].map((hash) => hash.slice(4, 6)).reduce((most, cost) => (cost > most ? cost : most), '04')
