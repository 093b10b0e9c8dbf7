import { describe, expect, it } from 'vitest'
import { KernelError } from '../../../collectors/linux/errno.ts'
import type { Listener } from '../../../collectors/linux/socket.ts'
import { FreedNumbers } from '../../../collectors/netlink/freed-numbers.ts'

const RTM_NEWNSID = 88
const RTM_DELNSID = 89

/** A whole message: struct nlmsghdr, struct rtgenmsg padded to 4, NETNSA_NSID. */
const message = (type: number, nsid: number): Buffer => {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt32LE(28, 0)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(8, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeInt32LE(nsid, 24)
  return bytes
}

/** Says one thing after the other, then that there is nothing more. */
const saying = (...datagrams: (Buffer | KernelError)[]): Listener => sayingAll(datagrams)

/** The same, of a list to which more may be added. */
const sayingAll = (datagrams: (Buffer | KernelError)[]): Listener => ({
  poll: (into) => {
    const next = datagrams.shift()
    if (next === undefined) return null
    if (next instanceof KernelError) throw next
    into.set(next)
    return next.length
  },
  [Symbol.dispose]: () => undefined,
})

describe('numbers that became free', () => {
  it('are those of the deaths since the last time', () => {
    const both = Buffer.concat([message(RTM_DELNSID, 4), message(RTM_DELNSID, 9)])
    using freed = new FreedNumbers(saying(message(RTM_NEWNSID, 3), both))
    const [take, takeToo] = [freed.taker(), freed.taker()]
    expect(take()).toEqual(new Set([4, 9]))
    expect(take()).toEqual(new Set())
    expect(takeToo()).toEqual(new Set([4, 9]))
  })

  it('are all of them when some were lost or cannot be read', () => {
    const overrun = new KernelError({ operation: 'netlink receive', errno: 105 })
    expect(new FreedNumbers(saying(message(RTM_DELNSID, 4), overrun, message(RTM_DELNSID, 5))).taker()()).toBe('all')
    expect(new FreedNumbers(saying(message(RTM_DELNSID, 4).subarray(0, 26))).taker()()).toBe('all')
  })

  it('are free when another gets them before the kernel tells of the death, which is then no news', () => {
    const [given, gone] = [message(RTM_NEWNSID, 4), message(RTM_DELNSID, 4)]
    const datagrams = [given]
    using freed = new FreedNumbers(sayingAll(datagrams))
    const take = freed.taker()
    expect(take()).toEqual(new Set())
    datagrams.push(given)
    expect(take()).toEqual(new Set([4]))
    datagrams.push(gone)
    expect(take()).toEqual(new Set())
    datagrams.push(gone)
    expect(take()).toEqual(new Set([4]))
  })

  it('are told again of numbers whose death was lost', () => {
    const overrun = new KernelError({ operation: 'netlink receive', errno: 105 })
    const datagrams: (Buffer | KernelError)[] = [message(RTM_NEWNSID, 4), overrun]
    using freed = new FreedNumbers(sayingAll(datagrams))
    const take = freed.taker()
    expect(take()).toBe('all')
    datagrams.push(message(RTM_NEWNSID, 4))
    expect(take()).toEqual(new Set())
    datagrams.push(message(RTM_DELNSID, 4))
    expect(take()).toEqual(new Set([4]))
  })

  it('does not hide any other error', () => {
    const error = new KernelError({ operation: 'netlink receive', errno: 9 })
    expect(() => new FreedNumbers(saying(error)).taker()()).toThrow(error)
  })
})
