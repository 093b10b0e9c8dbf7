import { inetService, interfaceIndex, ipv4Address, ipv6Address } from '../data-types.ts'
import type { Tree } from '../expression-tree.ts'
import { resolve } from '../resolve.ts'
import { addWords, oneOrMany, type Reader, some } from '../rule-state.ts'
import { operand } from './mangle.ts'

const addressType = (family: string): typeof inetService => (family === 'ip6' ? ipv6Address : ipv4Address)

/** A copy of the packet to another host or device. */
export const dup: Reader<'dup'> = (state, { sregAddr, sregDev }) => {
  const address = operand(state, sregAddr, addressType(state.index.table.family))
  const device = operand(state, sregDev, interfaceIndex)
  const to = address ?? device
  if (address === null || device === null || to === undefined) return false
  const by = address === undefined ? undefined : device
  return addWords(
    state,
    (write) => ({ dup: { addr: write(to ?? { kind: 'characters', text: '' }), ...some('dev', by && write(by)) } }),
    (write) =>
      `dup to ${write(to ?? { kind: 'characters', text: '' })}${by === undefined ? '' : ` device ${write(by)}`}`,
  )
}

/** The packet itself to another device. */
export const fwd: Reader<'fwd'> = (state, { sregDev, sregAddr, nfproto = '' }) => {
  const device = operand(state, sregDev, interfaceIndex)
  const address = operand(state, sregAddr, addressType(nfproto))
  if (device === null || device === undefined || address === null) return false
  return addWords(
    state,
    (write) => ({
      fwd: {
        dev: write(device),
        ...some('family', address && nfproto),
        ...some('addr', address && write(address)),
      },
    }),
    (write) =>
      address === undefined ? `fwd to ${write(device)}` : `fwd ${nfproto} to ${write(address)} device ${write(device)}`,
  )
}

const queueNumber = (number: number): Tree => ({
  kind: 'constant',
  number: BigInt(number),
  bits: 16,
  type: inetService,
})

/** To a program in user space. */
export const queue: Reader<'queue'> = (state, { num = 0, total = 1, flags = [], sregQnum }) => {
  const register = sregQnum === undefined ? undefined : state.registers.read(sregQnum)
  if (register === null) return false
  const low = queueNumber(num)
  const fixed: Tree = total > 1 ? { kind: 'range', low, high: queueNumber(num + total - 1) } : low
  const to = register === undefined ? fixed : resolve(state.context, register)
  const told = ['bypass', 'fanout'].filter((flag) => flags.includes(flag))
  return addWords(
    state,
    (write) => ({ queue: { num: write(to), ...some('flags', oneOrMany(told)) } }),
    (write) => `queue${told.length === 0 ? '' : ` flags ${told.join(',')}`} to ${write(to)}`,
  )
}
