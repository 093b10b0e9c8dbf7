import type { ListenAddress } from './live/protocol.ts'
import { UsageError } from './usage-error.ts'

/** The contract's default: this machine only. */
export const defaultListen = '127.0.0.1:9474'

/** `HOST:PORT`, `[IPV6]:PORT`; an empty host is every address. Port 0 is any free one. @throws UsageError */
export const listenAddress = (text: string): ListenAddress => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535)
    throw new UsageError(`--listen takes HOST:PORT, for example ${defaultListen} or [::1]:9474, not '${text}'.`)
  return { host: bracketed ?? (plain || '::'), port }
}

/** Whether only this machine can reach the address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)
