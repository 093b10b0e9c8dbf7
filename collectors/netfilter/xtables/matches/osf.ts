import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/nfnetlink_osf.h'

const flags = bits(u32, header, {
  genre: [1, 'NF_OSF_GENRE'],
  ttl: [2, 'NF_OSF_TTL'],
  log: [4, 'NF_OSF_LOG'],
  invert: [8, 'NF_OSF_INVERT'],
})

const revision0 = struct(
  { name: 'nf_osf_info', header, size: 48 },
  {
    genre: [0, chars(32), 'genre'],
    flags: [36, flags, 'flags'],
    /** NF_OSF_LOGLEVEL_*: 0 all, 1 the first, 2 all known. */
    logLevel: [40, u32, 'loglevel'],
    /** NF_OSF_TTL_*: 0 as sent, 1 less than the fingerprint's, 2 not compared. */
    ttl: [44, u32, 'ttl'],
  },
)

/** `-m osf`: the operating system that a TCP SYN looks like. */
export const osf = extension({
  name: 'osf',
  revisions: { 0: revision0 },
  save: ({ genre, flags: has, logLevel, ttl }) => [
    ...(has.invert ? ['!'] : []),
    '--genre',
    genre,
    ...(has.ttl ? ['--ttl', `${ttl}`] : []),
    ...(has.log ? ['--log', `${logLevel}`] : []),
  ],
})
