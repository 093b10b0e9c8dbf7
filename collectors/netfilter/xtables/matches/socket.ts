import type { Codec } from '../../../wire/codec.ts'
import { mapped } from '../../../wire/codec.ts'
import { u8 } from '../../../wire/scalars.ts'
import { flag, type Infer, integer, optional, record } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_socket.h'

const flags = bits(u8, header, {
  transparent: [1, 'XT_SOCKET_TRANSPARENT'],
  noWildcard: [2, 'XT_SOCKET_NOWILDCARD'],
  restoreMark: [4, 'XT_SOCKET_RESTORESKMARK'],
})

const shape = record({
  transparent: flag,
  noWildcard: flag,
  restoreMark: flag,
  /** Flags that we do not know. */
  other: optional(integer),
})

/** Revision 0, IPv4 only, has no options. */
const revision0: Codec<Infer<typeof shape>> = {
  json: shape.json,
  decode: () => ({ transparent: false, noWildcard: false, restoreMark: false }),
}

const flagsIn = (name: string) =>
  mapped(struct({ name, header, size: 1 }, { flags: [0, flags, 'flags'] }), shape, (info) => info.flags)

/** `-m socket`: packets for which a socket is open here. */
export const socket = extension({
  name: 'socket',
  revisions: {
    0: revision0,
    1: flagsIn('xt_socket_mtinfo1'),
    2: flagsIn('xt_socket_mtinfo2'),
    3: flagsIn('xt_socket_mtinfo3'),
  },
  save: ({ transparent, noWildcard, restoreMark }) => [
    ...(transparent ? ['--transparent'] : []),
    ...(noWildcard ? ['--nowildcard'] : []),
    ...(restoreMark ? ['--restore-skmark'] : []),
  ],
})
