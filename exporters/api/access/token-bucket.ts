import type { RateLimit } from '../../../agent/web-config/web-config.ts'

/** A limiter for all requests together, as golang.org/x/time/rate has it: full at first, one token more each interval. */
export interface TokenBucket {
  /** Takes a token if there is one. */
  readonly take: () => boolean
}

/** @param now a clock in milliseconds that never goes back */
export const tokenBucket = ({ intervalMs, burst }: RateLimit, now: () => number): TokenBucket => {
  let tokens = burst
  let last = now()
  return {
    take: () => {
      const time = now()
      tokens = Math.min(burst, tokens + (time - last) / intervalMs)
      last = time
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
