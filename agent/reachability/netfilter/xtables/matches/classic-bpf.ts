import { macBytes, read16, read32 } from '../../../packet/address-bytes.ts'
import { isRandomInNetwork, isRandomInTransport } from '../../../packet/random-bytes.ts'
import type { Context, Unknown } from '../../context.ts'
import { packetTypeNumbers } from './packet-type.ts'

/** struct sock_filter, linux/filter.h */
interface Instruction {
  readonly code: number
  readonly jt: number
  readonly jf: number
  readonly k: number
}

/** Offsets that mean something else than bytes from the network header on (linux/filter.h). */
const SKF_AD_OFF = -0x1000
const SKF_NET_OFF = -0x100000
const SKF_LL_OFF = -0x200000

const ETHERNET_HEADER = 14

/** A load beyond the packet ends the program with 0. */
const OUTSIDE = -1

/** SKF_AD_*: what the kernel keeps beside the bytes. Null where no snapshot tells. */
const ancillary = ({ packet, in: input, out }: Context, which: number): number | null => {
  const device = input ?? out
  if (which === 0) return packet.etherType
  if (which === 4) return packetTypeNumbers[packet.packetType]
  if (which === 8) return device?.ifindex ?? 0
  if (which === 20) return packet.mark >>> 0
  if (which === 28) return device?.record.hardwareType ?? 0
  if (which === 44) return packet.vlan?.id ?? 0
  if (which === 48) return packet.vlan === null ? 0 : 1
  if (which === 60) return packet.vlan?.protocol ?? 0
  return null
}

/** The bytes from the Ethernet header on. */
const frameOf = ({ packet }: Context): Uint8Array | null => {
  if (packet.link === null) return null
  const frame = new Uint8Array(ETHERNET_HEADER + packet.bytes.length)
  frame.set(macBytes(packet.link.destination), 0)
  frame.set(macBytes(packet.link.source), 6)
  frame[12] = packet.etherType >>> 8
  frame[13] = packet.etherType
  frame.set(packet.bytes, ETHERNET_HEADER)
  return frame
}

/** @param from counted from the begin of the network header */
const isDrawn = ({ packet }: Context, from: number, to: number): boolean =>
  isRandomInNetwork(packet, from, to) || isRandomInTransport(packet, from - packet.transport, to - packet.transport)

/** BPF_W, BPF_H, BPF_B of the class BPF_LD: bytes in network order. */
const load = (context: Context, offset: number, code: number): number | Unknown => {
  const signed = offset | 0
  const width = code & 0x18
  const size = width === 0 ? 4 : width === 8 ? 2 : 1
  let [bytes, at, header]: [Uint8Array | null, number, number] = [context.packet.bytes, signed, 0]
  if (signed < 0) {
    if (signed >= SKF_AD_OFF)
      return ancillary(context, signed - SKF_AD_OFF) ?? { unknown: 'what BPF finds beside the bytes of the packet' }
    if (signed >= SKF_NET_OFF) at = signed - SKF_NET_OFF
    else if (signed >= SKF_LL_OFF) [bytes, at, header] = [frameOf(context), signed - SKF_LL_OFF, ETHERNET_HEADER]
    else return OUTSIDE
  }
  if (bytes === null || at + size > bytes.length) return OUTSIDE
  if (isDrawn(context, at - header, at - header + size)) return { unknown: 'what bytes are that the sender draws' }
  return size === 4 ? read32(bytes, at) : size === 2 ? read16(bytes, at) : (bytes[at] ?? 0)
}

/** Null where the program divides by zero, which ends it with 0. */
const compute = (operation: number, left: number, right: number): number | null => {
  switch (operation) {
    case 0x00:
      return (left + right) >>> 0
    case 0x10:
      return (left - right) >>> 0
    case 0x20:
      return Math.imul(left, right) >>> 0
    case 0x30:
      return right === 0 ? null : Math.floor(left / right)
    case 0x40:
      return (left | right) >>> 0
    case 0x50:
      return (left & right) >>> 0
    case 0x60:
      return (left << right) >>> 0
    case 0x70:
      return left >>> right
    case 0x80:
      return -left >>> 0
    case 0x90:
      return right === 0 ? null : left % right
    default:
      return (left ^ right) >>> 0
  }
}

const jumps = (operation: number, left: number, right: number): boolean => {
  if (operation === 0x10) return left === right
  if (operation === 0x20) return left > right
  return operation === 0x30 ? left >= right : (left & right) !== 0
}

/** Runs a program of classic BPF over the packet (Documentation/networking/filter.rst). @returns what the program returns */
export const runClassicBpf = (program: readonly Instruction[], context: Context): number | Unknown => {
  const memory = new Uint32Array(16)
  let [a, x] = [0, 0]
  for (let pc = 0; pc < program.length; pc++) {
    const { code, jt, jf, k } = program[pc] ?? { code: 6, jt: 0, jf: 0, k: 0 }
    const operand = (code & 0x08) !== 0 ? x : k
    const mode = code & 0xe0
    switch (code & 0x07) {
      case 0: // BPF_LD
      case 1: {
        // BPF_LDX
        let value: number | Unknown
        if (mode === 0x00) value = k
        else if (mode === 0x60) value = memory[k] ?? 0
        else if (mode === 0x80) value = context.packet.bytes.length
        else if (mode === 0xa0) value = load(context, k, 0x10)
        else value = load(context, mode === 0x40 ? (x + k) | 0 : k, code)
        if (typeof value === 'object') return value
        if (value === OUTSIDE) return 0
        if (mode === 0xa0) value = (value & 0xf) * 4
        if ((code & 0x07) === 0) a = value
        else x = value
        break
      }
      case 2: // BPF_ST
        memory[k] = a
        break
      case 3: // BPF_STX
        memory[k] = x
        break
      case 4: {
        // BPF_ALU
        const result = compute(code & 0xf0, a, operand)
        if (result === null) return 0
        a = result
        break
      }
      case 5: // BPF_JMP
        if ((code & 0xf0) === 0) pc += k
        else pc += jumps(code & 0xf0, a, operand) ? jt : jf
        break
      case 6: // BPF_RET
        return (code & 0x18) === 0x10 ? a : k
      default: // BPF_MISC
        if ((code & 0xf8) === 0x80) a = x
        else x = a
    }
  }
  return 0
}
