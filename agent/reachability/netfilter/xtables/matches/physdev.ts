import type { Device } from '../../../scene/device.ts'
import type { CompileMatch } from './match-test.ts'

const IFNAMSIZ = 16

/** ifname_compare_aligned, linux/netfilter/x_tables.h: only the bits of the mask count. */
const nameTest = (name: string, mask: string): ((device: Device) => boolean) => {
  const bits = Buffer.from(mask, 'hex')
  const wanted = Buffer.alloc(IFNAMSIZ)
  wanted.write(name)
  return (device) => {
    const found = Buffer.alloc(IFNAMSIZ)
    found.write(device.name)
    return bits.every((bit, i) => (((found[i] ?? 0) ^ (wanted[i] ?? 0)) & bit) === 0)
  }
}

/** physdev_mt, net/netfilter/xt_physdev.c */
export const physdev: CompileMatch<'physdev'> = ({ inInterface, inMask, outInterface, outMask, match, invert }) => {
  const isIn = nameTest(inInterface, inMask)
  const isOut = nameTest(outInterface, outMask)
  const matchesUnbridged =
    (!match.isBridged || invert.isBridged) &&
    (!match.isIn || invert.isIn) &&
    (!match.isOut || invert.isOut) &&
    (!match.inInterface || invert.inInterface) &&
    (!match.outInterface || invert.outInterface)
  return ({ packet: { bridged } }) => {
    if (bridged === null) return matchesUnbridged
    const { physicalIn, physicalOut } = bridged
    if (match.isBridged && (physicalOut !== null) === invert.isBridged) return false
    if (match.isIn && invert.isIn) return false
    if (match.isOut && (physicalOut !== null) === invert.isOut) return false
    if (match.inInterface && isIn(physicalIn) === invert.inInterface) return false
    if (!match.outInterface) return true
    return physicalOut !== null && isOut(physicalOut) !== invert.outInterface
  }
}
