import type { FixedCodec } from '../../wire/codec.ts'
import { hardwareAddress } from '../../wire/text.ts'

/** ETH_ALEN bytes, `02:42:ac:11:00:02`. */
export const macAddress: FixedCodec<string> = { ...hardwareAddress, size: 6 }
