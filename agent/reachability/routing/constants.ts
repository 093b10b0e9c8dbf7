/** RT_TABLE_*, linux/rtnetlink.h */
export const RT_TABLE_DEFAULT = 253
export const RT_TABLE_MAIN = 254
export const RT_TABLE_LOCAL = 255

/** RT_SCOPE_*, linux/rtnetlink.h */
export const RT_SCOPE_UNIVERSE = 0
export const RT_SCOPE_LINK = 253
export const RT_SCOPE_HOST = 254

/** AF_*, linux/socket.h */
export const AF_INET = 2
export const AF_INET6 = 10

/** Of the rules of policy routing that every namespace has: tables local, main and default. */
export const usualPriorities: ReadonlySet<number> = new Set([0, 32_766, 32_767])

/** IFA_F_*, linux/if_addr.h: duplicates are still searched for, and the address is used all the same. */
export const IFA_F_OPTIMISTIC = 0x04
export const IFA_F_TENTATIVE = 0x40

/** ifindex of `lo` in every namespace: packets that are sent here have it as input. */
export const LOOPBACK_IFINDEX = 1
