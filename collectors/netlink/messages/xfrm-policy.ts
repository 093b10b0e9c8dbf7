import { ipv4, ipv6 } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import type { Codec, FixedCodec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { be16, be32, bool8, named, s32, u8, u16, u32 } from '../../wire/scalars.ts'
import { type Infer, list } from '../../wire/shape.ts'
import { type Struct, struct } from '../../wire/struct.ts'
import { message } from '../message.ts'

const header = 'linux/xfrm.h'
const AF_INET = 2

/** A struct with two addresses: xfrm_address_t has 16 bytes, of which IPv4 uses the first four. */
const withAddresses = <T extends { readonly family: number }>(whole: Struct<T>): FixedCodec<T> => {
  const [[destinationAt] = [0], [sourceAt] = [0]] = [whole.struct.rows['destination'], whole.struct.rows['source']]
  return {
    json: whole.json,
    size: whole.size,
    parts: [whole],
    decode: (view, at, length) => {
      const fields = whole.decode(view, at, length)
      if (fields.family !== AF_INET) return fields
      const address = (offset: number): string => ipv4.decode(view, at + offset, ipv4.size)
      return { ...fields, destination: address(destinationAt), source: address(sourceAt) }
    },
  }
}

/** Of which packets: a mask of 0 takes every port, and 0 every protocol and interface. */
const selector = withAddresses(
  struct(
    { name: 'xfrm_selector', header, size: 56 },
    {
      destination: [0, ipv6, 'daddr'],
      source: [16, ipv6, 'saddr'],
      destinationPort: [32, be16, 'dport'],
      destinationPortMask: [34, be16, 'dport_mask'],
      sourcePort: [36, be16, 'sport'],
      sourcePortMask: [38, be16, 'sport_mask'],
      /** AF_INET 2, AF_INET6 10 */
      family: [40, u16, 'family'],
      destinationLength: [42, u8, 'prefixlen_d'],
      sourceLength: [43, u8, 'prefixlen_s'],
      protocol: [44, u8, 'proto'],
      ifindex: [48, s32, 'ifindex'],
    },
  ),
)

const userPolicyInfo = struct(
  { name: 'xfrm_userpolicy_info', header, size: 168 },
  {
    selector: [0, selector, 'sel'],
    /** The smallest decides. */
    priority: [152, u32, 'priority'],
    index: [156, u32, 'index'],
    direction: [160, named(u8, ['in', 'out', 'fwd']), 'dir'],
    action: [161, named(u8, ['allow', 'block']), 'action'],
    /** XFRM_POLICY_*: 1 localok, 2 icmp. */
    flags: [162, u8, 'flags'],
  },
)

const template = withAddresses(
  struct(
    { name: 'xfrm_user_tmpl', header, size: 64 },
    {
      destination: [0, ipv6, 'id.daddr'],
      spi: [16, be32, 'id.spi'],
      /** IPPROTO_*: 50 ESP, 51 AH, 108 IPComp. */
      protocol: [20, u8, 'id.proto'],
      family: [24, u16, 'family'],
      source: [28, ipv6, 'saddr'],
      requestId: [44, u32, 'reqid'],
      mode: [48, named(u8, ['transport', 'tunnel', 'ro', 'in_trigger', 'beet', 'iptfs']), 'mode'],
      /** `level use`: what has no such protection passes as well. */
      optional: [50, bool8, 'optional'],
    },
  ),
)

/** XFRMA_TMPL: an array of struct xfrm_user_tmpl. */
const templates: Codec<readonly Infer<typeof template>[]> = {
  json: list(template).json,
  parts: [template],
  decode: (view, at, length) => {
    const { size } = template
    if (length % size !== 0)
      throw new DecodeError(`expected structs xfrm_user_tmpl of ${size} bytes, got ${length} bytes`, at)
    return Array.from({ length: length / size }, (_, i) => template.decode(view, at + size * i, size))
  },
}

const mark = struct({ name: 'xfrm_mark', header, size: 8 }, { value: [0, u32, 'v'], mask: [4, u32, 'm'] })

const policyType = struct(
  { name: 'xfrm_userpolicy_type', header, size: 6 },
  /** `sub` policies (CONFIG_XFRM_SUB_POLICY) are asked before the main ones. */
  { kind: [0, named(u8, ['main', 'sub']), 'type'] },
)

/** XFRM_MSG_NEWPOLICY: an IPsec policy. Most attributes are those of states, which share the enum. */
export const xfrmPolicy = message(
  { name: 'IPsec policy', answer: 0x13, request: 0x15, prefix: 'XFRMA_', header },
  userPolicyInfo,
  {
    stateAuthentication: [1, ignored, 'ALG_AUTH'],
    stateEncryption: [2, ignored, 'ALG_CRYPT'],
    stateCompression: [3, ignored, 'ALG_COMP'],
    stateEncapsulation: [4, ignored, 'ENCAP'],
    /** Absent where nothing is encrypted. */
    templates: [5, templates, 'TMPL'],
    stateAssociation: [6, ignored, 'SA'],
    statePolicy: [7, ignored, 'POLICY'],
    securityContext: [8, ignored, 'SEC_CTX'],
    stateLifetime: [9, ignored, 'LTIME_VAL'],
    stateReplay: [10, ignored, 'REPLAY_VAL'],
    stateReplayThreshold: [11, ignored, 'REPLAY_THRESH'],
    stateTimerThreshold: [12, ignored, 'ETIMER_THRESH'],
    stateSource: [13, ignored, 'SRCADDR'],
    stateCareOf: [14, ignored, 'COADDR'],
    lastUsed: [15, ignored, 'LASTUSED'],
    type: [16, policyType, 'POLICY_TYPE'],
    migration: [17, ignored, 'MIGRATE'],
    stateAead: [18, ignored, 'ALG_AEAD'],
    keyAddresses: [19, ignored, 'KMADDRESS'],
    stateTruncatedAuthentication: [20, ignored, 'ALG_AUTH_TRUNC'],
    mark: [21, mark, 'MARK'],
    stateTrafficPadding: [22, ignored, 'TFCPAD'],
    stateReplayBitmap: [23, ignored, 'REPLAY_ESN_VAL'],
    stateExtraFlags: [24, ignored, 'SA_EXTRA_FLAGS'],
    protocolOfRequest: [25, ignored, 'PROTO'],
    addressFilter: [26, ignored, 'ADDRESS_FILTER'],
    padding: [27, ignored, 'PAD'],
    offload: [28, ignored, 'OFFLOAD_DEV'],
    setMark: [29, ignored, 'SET_MARK'],
    setMarkMask: [30, ignored, 'SET_MARK_MASK'],
    /** Of packets of the XFRM interface with this number only; absent: of all others. */
    interfaceId: [31, u32, 'IF_ID'],
    stateMapTimer: [32, ignored, 'MTIMER_THRESH'],
  },
)

export type XfrmPolicy = Infer<typeof xfrmPolicy>
