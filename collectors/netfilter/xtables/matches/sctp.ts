import { type FixedCodec, littleEndian, mapped } from '../../../wire/codec.ts'
import { named, u8, u32 } from '../../../wire/scalars.ts'
import { type Infer, integer, list, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { comparedPortOptions, ports } from '../port-range.ts'
import { chunkFlags, chunkName } from './sctp-chunks.ts'

const header = 'linux/netfilter/xt_sctp.h'

const parts = bits(u32, header, {
  sourcePorts: [1, 'XT_SCTP_SRC_PORTS'],
  destinationPorts: [2, 'XT_SCTP_DEST_PORTS'],
  chunks: [4, 'XT_SCTP_CHUNK_TYPES'],
})

const flagInfo = struct(
  { name: 'xt_sctp_flag_info', header, size: 3 },
  { type: [0, u8, 'chunktype'], flags: [1, u8, 'flag'], mask: [2, u8, 'flag_mask'] },
)

/** `__u32 chunkmap[256 / sizeof(__u32)]`: a bit for each chunk type in its first eight words. The header has 64 of them by mistake. */
const chunkMap: FixedCodec<readonly number[]> = {
  json: list(integer).json,
  size: 256,
  decode: (view, at) => {
    const types: number[] = []
    for (let word = 0; word < 8; word++) {
      const map = view.getUint32(at + 4 * word, littleEndian)
      for (let bit = 0; map !== 0 && bit < 32; bit++) if ((map & (1 << bit)) !== 0) types.push(32 * word + bit)
    }
    return types
  },
}

const raw = struct(
  { name: 'xt_sctp_info', header, size: 292 },
  {
    destinationPorts: [0, ports, 'dpts'],
    sourcePorts: [4, ports, 'spts'],
    chunks: [8, chunkMap, 'chunkmap'],
    chunkMatch: [264, named(u32, { 1: 'any', 2: 'all', 4: 'only' }), 'chunk_match_type'],
    chunkFlags: [268, array(flagInfo, 4), 'flag_info'],
    flagCount: [280, atMost(u32, 4), 'flag_count'],
    match: [284, parts, 'flags'],
    invert: [288, parts, 'invflags'],
  },
)

const shape = record({
  destinationPorts: ports,
  sourcePorts: ports,
  /** Types of chunks. */
  chunks: list(integer),
  /** Whether one of them, all of them, or nothing else must be in the packet. */
  chunkMatch: text,
  chunkFlags: list(flagInfo),
  match: parts,
  invert: parts,
})

const info = mapped(raw, shape, ({ flagCount, ...rest }) => ({
  ...rest,
  chunkFlags: rest.chunkFlags.slice(0, flagCount),
}))

const chunksText = ({ chunks, chunkFlags: flags }: Infer<typeof shape>): string => {
  if (chunks.length === 0) return 'NONE'
  if (chunks.length === 256) return 'ALL'
  const chunkText = (type: number): string => {
    const ofType = flags.filter((one) => one.type === type)
    return chunkName(type) + ofType.map((one) => chunkFlags(type, one.flags, one.mask)).join('')
  }
  return chunks.map(chunkText).join(',')
}

/** `-m sctp`: ports and chunks of SCTP. */
export const sctp = extension({
  name: 'sctp',
  revisions: { 0: info },
  save: (value) => {
    const { match, invert, chunkMatch } = value
    return [
      ...comparedPortOptions(value),
      ...(match.chunks ? option(invert.chunks, '--chunk-types', chunkMatch, chunksText(value)) : []),
    ]
  },
})
