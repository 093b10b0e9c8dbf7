import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_rpfilter.h'

const flags = bits(u8, header, {
  loose: [1, 'XT_RPFILTER_LOOSE'],
  validMark: [2, 'XT_RPFILTER_VALID_MARK'],
  acceptLocal: [4, 'XT_RPFILTER_ACCEPT_LOCAL'],
  invert: [8, 'XT_RPFILTER_INVERT'],
})

const revision0 = struct({ name: 'xt_rpfilter_info', header, size: 1 }, { flags: [0, flags, 'flags'] })

/** `-m rpfilter`: a reply would leave by the interface that the packet came in by (reverse path). */
export const rpfilter = extension({
  name: 'rpfilter',
  revisions: { 0: revision0 },
  save: ({ flags: { loose, validMark, acceptLocal, invert } }) => [
    ...(loose ? ['--loose'] : []),
    ...(validMark ? ['--validmark'] : []),
    ...(acceptLocal ? ['--accept-local'] : []),
    ...(invert ? ['--invert'] : []),
  ],
})
