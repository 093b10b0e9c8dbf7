import { blankMemo, type Memo } from '../layout/memo.ts'
import type { MemoStorage } from './map-store.ts'

const key = 'netloupe layout 1'

/** Milliseconds: a host on which much happens is not written at each change. */
const pauseMs = 1_000

/** What the layout remembers, kept in this browser for this agent. Where that is not allowed, it lasts as long as the page. */
export const storedMemo = (): MemoStorage => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    read: () => {
      try {
        const memo: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
        return isMemo(memo) ? memo : blankMemo
      } catch {
        return blankMemo
      }
    },
    write: (memo) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        try {
          localStorage.setItem(key, JSON.stringify(memo))
        } catch {
          // Full or forbidden: the next visit begins anew.
        }
      }, pauseMs)
    },
  }
}

const isMemo = (value: unknown): value is Memo =>
  typeof value === 'object' && value !== null && Object.keys(blankMemo).every((name) => name in value)
