import { type Codec, mapped } from '../../../wire/codec.ts'
import { u8, u16, u32 } from '../../../wire/scalars.ts'
import { type Infer, integer, list, nullable, record } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { bits } from '../bits.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_ipv6/ip6t_opts.h'

const flags = bits(u8, header, {
  length: [1, 'IP6T_OPTS_LEN'],
  options: [2, 'IP6T_OPTS_OPTS'],
  /** The kernel refuses it. */
  notStrict: [4, 'IP6T_OPTS_NSTRICT'],
})

const inversions = bits(u8, header, { length: [1, 'IP6T_OPTS_INV_LEN'] })

/** Length null: any. */
const wanted = record({ type: integer, length: nullable(integer) })

const options = array(
  mapped(u16, wanted, (value) => ({ type: value >> 8, length: (value & 0xff) === 0xff ? null : value & 0xff })),
  16,
)

const info = struct(
  { name: 'ip6t_opts', header, size: 40 },
  {
    length: [0, u32, 'hdrlen'],
    match: [4, flags, 'flags'],
    invert: [5, inversions, 'invflags'],
    options: [6, options, 'opts'],
    count: [38, atMost(u8, 16), 'optsnr'],
  },
)

/** What the matches `hbh` and `dst` compare: the length of a header of options, and the options in their order. */
const shape = record({ length: integer, match: flags, invert: inversions, options: list(wanted) })
type Ipv6Options = Infer<typeof shape>

export const ipv6Options: Codec<Ipv6Options> = mapped(info, shape, ({ count, options: all, ...fields }) => ({
  ...fields,
  options: all.slice(0, count),
}))

/** @param prefix of the options of iptables: `--hbh` or `--dst` */
export const ipv6OptionsWords = (
  prefix: string,
  { length, match, invert, options: all }: Ipv6Options,
): readonly string[] => [
  ...(match.length ? option(invert.length, `${prefix}-len`, `${length}`) : []),
  ...(match.options ? [`${prefix}-opts`] : []),
  ...(all.length > 0 ? [all.map(({ type, length }) => (length === null ? type : `${type}:${length}`)).join(',')] : []),
]
