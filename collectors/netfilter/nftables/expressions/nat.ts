import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { nfProtocols } from '../families.ts'
import { header } from '../header.ts'
import { natFlags } from '../nat-flags.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const types = oneWord(be32, { prefix: 'NFT_NAT_', header }, { snat: [0, 'SNAT'], dnat: [1, 'DNAT'] })

const data = attributes(
  { prefix: 'NFTA_NAT_', header },
  {
    type: [1, types, 'TYPE'],
    family: [2, nfProtocols, 'FAMILY'],
    regAddrMin: [3, be32, 'REG_ADDR_MIN'],
    regAddrMax: [4, be32, 'REG_ADDR_MAX'],
    regProtoMin: [5, be32, 'REG_PROTO_MIN'],
    regProtoMax: [6, be32, 'REG_PROTO_MAX'],
    flags: [7, natFlags, 'FLAGS'],
  },
)

/** Translates the source or the destination to addresses and ports that are in registers. */
export const nat = { name: 'nat', data } as const satisfies ExpressionKind<unknown>
