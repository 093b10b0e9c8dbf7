/** IPPROTO_*, linux/in.h: what a tunnel of IP carries. */
export const IPPROTO_IPIP = 4
export const IPPROTO_IPV6 = 41
export const IPPROTO_GRE = 47
/** ETH_P_TEB, linux/if_ether.h: Ethernet frames in GRE. */
export const ETH_P_TEB = 0x6558
