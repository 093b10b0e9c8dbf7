/** Where nearly all of nf_tables is defined. */
export const header = 'linux/netfilter/nf_tables.h'
