import { u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const clampToPathMtu = 0xffff

const info = struct(
  { name: 'xt_tcpmss_info', header: 'linux/netfilter/xt_TCPMSS.h', size: 2 },
  {
    /** 0xffff, XT_TCPMSS_CLAMP_PMTU: as much as the path takes. */
    mss: [0, u16, 'mss'],
  },
)

/** `-j TCPMSS`: changes the segment size that a SYN offers. */
export const tcpmss = extension({
  name: 'TCPMSS',
  revisions: { 0: info },
  save: ({ mss }) => (mss === clampToPathMtu ? ['--clamp-mss-to-pmtu'] : ['--set-mss', `${mss}`]),
})
